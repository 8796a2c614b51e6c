package dev.twofold.fold;

import dev.twofold.data.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** The fields of a state as bytes: see the package's documentation for the format. */
final class StateBytes {
  /** 38 digits in two's complement. */
  private static final int MAX_DECIMAL_BYTES = 16;

  private StateBytes() {}

  static final class Writer implements FieldWriter {
    private final List<Column> columns;
    private final BytesOut out;
    private int next;

    Writer(List<Column> columns, BytesOut out) {
      this.columns = columns;
      this.out = out;
    }

    @Override
    public void writeNull() {
      if (!columns.get(next).nullable()) {
        throw new IllegalStateException("Cannot write NULL as " + columns.get(next));
      }
      out.writeByte(0);
      next++;
    }

    @Override
    public void writeBoolean(boolean value) {
      start();
      out.writeByte(value ? 1 : 0);
    }

    @Override
    public void writeLong(long value) {
      start();
      out.writeSignedVarint(value);
    }

    @Override
    public void writeDouble(double value) {
      start();
      out.writeLong(Double.doubleToLongBits(value));
    }

    @Override
    public void writeDecimal(BigDecimal value) {
      start();
      byte[] unscaled = value.unscaledValue().toByteArray();
      out.writeVarint(unscaled.length);
      out.writeBytes(unscaled);
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
      start();
      // A bit more than the magnitude's: the sign.
      long magnitude = unscaled ^ (unscaled >> 63);
      int length = (Long.SIZE - Long.numberOfLeadingZeros(magnitude)) / Byte.SIZE + 1;
      out.writeVarint(length);
      out.writeLowBytes(unscaled, length);
    }

    @Override
    public void writeString(String value) {
      start();
      BytesOut text = new BytesOut(value.length() + 16);
      text.writeUtf8(value);
      out.writeVarint(text.length());
      out.writeBytes(text.toBytes());
    }

    @Override
    public void writeBytes(byte[] value) {
      start();
      out.writeVarint(value.length);
      out.writeBytes(value);
    }

    private void start() {
      if (columns.get(next++).nullable()) {
        out.writeByte(1);
      }
    }
  }

  static final class Reader implements FieldReader {
    private final List<Column> columns;
    private final BytesIn in;
    private int next;

    Reader(List<Column> columns, BytesIn in) {
      this.columns = columns;
      this.in = in;
    }

    @Override
    public boolean readNull() {
      if (columns.get(next).nullable() && !readBit()) {
        next++;
        return true;
      }
      return false;
    }

    @Override
    public boolean readBoolean() {
      next++;
      return readBit();
    }

    @Override
    public long readLong() {
      next++;
      return in.readSignedVarint();
    }

    @Override
    public double readDouble() {
      next++;
      return Double.longBitsToDouble(in.readLong());
    }

    @Override
    public BigDecimal readDecimal() {
      return readDecimal(in.readCount());
    }

    private BigDecimal readDecimal(long length) {
      int scale = columns.get(next++).type().scale();
      byte[] unscaled = in.readBytes(length);
      if (unscaled.length == 0 || unscaled.length > MAX_DECIMAL_BYTES || isPadded(unscaled)) {
        throw malformedDecimal();
      }
      return new BigDecimal(new BigInteger(unscaled), scale);
    }

    @Override
    public void addDecimalTo(WideLong sum) {
      long length = in.readCount();
      if (length == 0 || length > Long.BYTES) {
        sum.readSum(readDecimal(length));
        return;
      }
      next++;
      long first = (byte) in.readByte();
      long unscaled = first;
      for (int i = 1; i < length; i++) {
        int following = in.readByte();
        if (i == 1 && first == (byte) following >> 7) {
          throw malformedDecimal();
        }
        unscaled = unscaled << Byte.SIZE | following;
      }
      sum.addToSum(unscaled);
    }

    private static IllegalArgumentException malformedDecimal() {
      return new IllegalArgumentException("Cannot read a malformed decimal");
    }

    @Override
    public String readString() {
      next++;
      return in.readUtf8(in.readCount());
    }

    @Override
    public byte[] readBytes() {
      next++;
      return in.readBytes(in.readCount());
    }

    private boolean readBit() {
      int bit = in.readByte();
      if (bit > 1) {
        throw new IllegalArgumentException("Cannot read a flag of " + bit);
      }
      return bit == 1;
    }

    private static boolean isPadded(byte[] twos) {
      return twos.length > 1 && twos[0] == twos[1] >> 7;
    }
  }
}
