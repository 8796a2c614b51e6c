package dev.twofold.definition;

import dev.twofold.event.SourceDefinition;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/**
 * Validates a checked SELECT against its source and turns it into relational algebra. Types are
 * never coerced.
 */
final class ViewPlanner {
  private ViewPlanner() {}

  private static final class SourceTable extends AbstractTable {
    private final SourceDefinition source;

    SourceTable(SourceDefinition source) {
      this.source = source;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
      return ViewTypes.rowType(source, factory);
    }
  }

  /** Null where the statement does not type-check, which was reported. */
  static RelNode plan(ViewStatement statement, ViewErrors errors) {
    RelDataTypeFactory types = ViewTypes.newFactory();
    CalciteSchema schema = CalciteSchema.createRootSchema(false, false);
    schema.add(statement.source().name(), new SourceTable(statement.source()));
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
    CalciteCatalogReader catalog =
        new CalciteCatalogReader(
            schema, List.of(), types, new CalciteConnectionConfigImpl(properties));
    SqlValidator validator =
        SqlValidatorUtil.newValidator(
            ViewOperators.INSTANCE,
            catalog,
            types,
            SqlValidator.Config.DEFAULT
                .withTypeCoercionEnabled(false)
                .withIdentifierExpansion(true)
                .withColumnReferenceExpansion(true));
    try {
      SqlNode validated = validator.validate(statement.select());
      ViewTypeCheck.check(validated, validator, errors);
      if (errors.any()) {
        return null;
      }
      RelOptCluster cluster =
          RelOptCluster.create(new HepPlanner(HepProgram.builder().build()), new RexBuilder(types));
      SqlToRelConverter converter =
          new SqlToRelConverter(
              (rowType, sql, path, view) -> null,
              validator,
              catalog,
              cluster,
              StandardConvertletTable.INSTANCE,
              SqlToRelConverter.config()
                  .withInSubQueryThreshold(Integer.MAX_VALUE)
                  .withExpand(false)
                  .withTrimUnusedFields(false)
                  .withRelBuilderConfigTransform(
                      config ->
                          config
                              .withSimplify(false)
                              .withPruneInputOfAggregate(false)
                              .withSimplifyValues(false)));
      return converter.convertQuery(validated, false, true).rel;
    } catch (CalciteContextException e) {
      errors.at(e.getPosLine(), e.getPosColumn(), ViewMessages.of(e));
    } catch (CalciteException | UnsupportedOperationException e) {
      errors.at(statement.select(), ViewMessages.of(e));
    }
    return null;
  }
}
