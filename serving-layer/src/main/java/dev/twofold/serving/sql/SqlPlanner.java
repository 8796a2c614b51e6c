package dev.twofold.serving.sql;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelCollationTraitDef;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.apache.calcite.tools.Programs;

/** Parses, checks and plans one statement over the tables of a schema. */
final class SqlPlanner {
  /** Lenient, but for what is none of the rows that are grouped: it is refused, not guessed. */
  private static final SqlConformance CONFORMANCE =
      new SqlDelegatingConformance(SqlConformanceEnum.LENIENT) {
        @Override
        public boolean isNonStrictGroupBy() {
          return false;
        }
      };

  private static final SqlParser.Config SYNTAX =
      SqlParser.config()
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(true)
          .withConformance(CONFORMANCE)
          .withIdentifierMaxLength(128);

  private final CalciteSchema schema;
  private final JavaTypeFactory types;

  SqlPlanner(CalciteSchema schema, JavaTypeFactory types) {
    this.schema = schema;
    this.types = types;
  }

  /**
   * @param parameters values for the statement's question marks, which are planned as literals are;
   *     empty where the plan is not to be run
   */
  SqlPlan plan(String sql, Optional<List<Object>> parameters) {
    try {
      return planned(parse(sql), parameters);
    } catch (SqlParseException e) {
      throw new SqlException(firstLine(e), null);
    } catch (CalciteContextException e) {
      throw new SqlException(
          "Line "
              + e.getPosLine()
              + ", column "
              + e.getPosColumn()
              + ": "
              + firstLine(e.getCause())
              + ".",
          null);
    } catch (CalciteException | UnsupportedOperationException e) {
      throw new SqlException(firstLine(e) + ".", null);
    } catch (RelOptPlanner.CannotPlanException e) {
      throw new SqlException("The statement is of a form that cannot be planned.", null);
    } catch (StackOverflowError e) {
      throw new SqlException("The statement is nested too deeply.", "Write it in fewer levels.");
    }
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("\\.$", "");
  }

  private static SqlNode parse(String sql) throws SqlParseException {
    SqlNode statement = SqlParser.create(MergeFunction.quoted(sql), SYNTAX).parseStmt();
    if (!statement.isA(SqlKind.QUERY)) {
      throw new SqlException(
          "Views can only be read, and this is a statement of the kind "
              + statement.getKind()
              + ".",
          "Write a SELECT.");
    }
    return statement;
  }

  private SqlPlan planned(SqlNode statement, Optional<List<Object>> parameters) {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
    CalciteCatalogReader catalog =
        new CalciteCatalogReader(
            schema, List.of(), types, new CalciteConnectionConfigImpl(properties));
    SqlValidator validator =
        SqlValidatorUtil.newValidator(
            SqlOperatorTables.chain(
                SqlStdOperatorTable.instance(), SqlOperatorTables.of(MergeFunction.INSTANCE)),
            catalog,
            types,
            SqlValidator.Config.DEFAULT.withConformance(CONFORMANCE).withIdentifierExpansion(true));
    SqlNode validated = validator.validate(statement);
    List<RelDataType> wanted =
        validator.getParameterRowType(validated).getFieldList().stream()
            .map(RelDataTypeField::getType)
            .toList();
    RelOptPlanner planner = new VolcanoPlanner();
    planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
    planner.addRelTraitDef(RelCollationTraitDef.INSTANCE);
    RelOptUtil.registerDefaultRules(planner, false, false);
    planner.setExecutor(new RexExecutorImpl(new SqlContext(null, types, 0)));
    RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(types));
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (rowType, text, path, view) -> null,
            validator,
            catalog,
            cluster,
            StandardConvertletTable.INSTANCE,
            SqlToRelConverter.config().withExpand(false).withTrimUnusedFields(false));
    RelRoot root = converter.convertQuery(validated, false, true);
    RelNode bound =
        parameters.isEmpty()
            ? root.rel
            : SqlParameters.bound(root.rel, wanted, parameters.get(), cluster.getRexBuilder());
    RelRoot merged = root.withRel(bound.accept(new MergePlanner(schema)));
    return new SqlPlan(physical(merged), merged.validatedRowType, wanted);
  }

  private static EnumerableRel physical(RelRoot root) {
    RelNode projected = root.project();
    RelTraitSet wanted =
        projected
            .getTraitSet()
            .replace(EnumerableConvention.INSTANCE)
            .replace(root.collation)
            .simplify();
    RelNode best =
        Programs.standard()
            .run(projected.getCluster().getPlanner(), projected, wanted, List.of(), List.of());
    return (EnumerableRel) best;
  }
}
