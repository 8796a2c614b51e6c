package dev.twofold.batch.views;

import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.definition.Settings;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** The Iceberg catalog of a project: where its master datasets and batch views are. Thread-safe. */
public final class Warehouse implements Closeable {
  /** For engines that read tables by themselves: their Hadoop configuration's name for it. */
  public static final String VERIFY_CHECKSUMS = "parquet.page.verify-checksum.enabled";

  private final Catalog catalog;
  private final Map<String, String> properties;
  private final Namespace namespace;

  private Warehouse(Catalog catalog, Map<String, String> properties, Namespace namespace) {
    this.catalog = catalog;
    this.properties = properties;
    this.namespace = namespace;
  }

  /** Opens the catalog. The embedded default creates its folder and its database where missing. */
  public static Warehouse open(Settings.Warehouse settings, String project) {
    Map<String, String> properties = WarehouseCatalog.properties(settings);
    Catalog catalog = WarehouseCatalog.open(properties);
    Moment.CATALOG_OPENED.reached();
    return new Warehouse(catalog, properties, Namespace.of(project));
  }

  /**
   * Whether there is one to open: false where {@link #open} would make the embedded default. Any
   * other catalog says so itself.
   */
  public static boolean exists(Settings.Warehouse settings) {
    if (!WarehouseCatalog.isEmbedded(settings)) {
      return true;
    }
    boolean isNamed = settings.uri() != null || settings.location() != null;
    return isNamed && Files.exists(WarehouseCatalog.embeddedFile(settings));
  }

  Catalog catalog() {
    return catalog;
  }

  /** The properties that the catalog was opened with. */
  public Map<String, String> properties() {
    return Map.copyOf(properties);
  }

  /** The name of a source's master dataset. */
  public TableIdentifier masterName(SourceDefinition source) {
    return TableIdentifier.of(namespace, source.name());
  }

  /** The name of a view version's batch view. */
  public TableIdentifier viewName(Fold view) {
    return TableIdentifier.of(namespace, tableOf(view));
  }

  /** The name of a view version's batch view, within its project. */
  public static String tableOf(Fold view) {
    return tableOf(view.view(), view.version());
  }

  private static String tableOf(String view, String version) {
    return view + "__" + version;
  }

  /**
   * The source's master dataset, created where missing, with columns added that the source has
   * gained.
   *
   * @throws RefusedException where a column's type changed
   */
  public MasterDataset master(SourceDefinition source) {
    MasterSchema schema = new MasterSchema(source);
    Table table =
        openOrCreate(
            masterName(source),
            schema.schema(),
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            MasterSchema.PROPERTIES);
    schema.evolve(table);
    return new MasterDataset(table, source);
  }

  /** The source's master dataset, to read; empty before its first landing. */
  public Optional<MasterDataset> findMaster(SourceDefinition source) {
    try {
      return Optional.of(new MasterDataset(catalog.loadTable(masterName(source)), source));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  /** The batch view, to read; empty before its first publish. */
  public Optional<BatchViewTable> findView(Fold view) {
    try {
      return Optional.of(new BatchViewTable(catalog.loadTable(viewName(view)), view));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  /** The batch view, to publish to; created where missing. */
  public BatchViewTable view(Fold view) {
    ViewSchema schema = new ViewSchema(view);
    Table table =
        openOrCreate(
            viewName(view),
            schema.schema(),
            schema.spec(),
            schema.sortOrder(),
            schema.properties());
    return new BatchViewTable(table, view);
  }

  /**
   * Deletes the batch view of a version that was retired, whoever reads it. Its files go before its
   * name: one that was killed half-way still finds, done again, what is left.
   */
  public void dropView(String view, String version) {
    TableIdentifier name = TableIdentifier.of(namespace, tableOf(view, version));
    try {
      Table table = catalog.loadTable(name);
      if (!(table.io() instanceof SupportsPrefixOperations files)) {
        catalog.dropTable(name, true);
        Moment.VIEW_DROPPED.reached();
        return;
      }
      delete(table, files);
    } catch (NoSuchTableException none) {
      return;
    } catch (NotFoundException gone) {
      // One that was killed has deleted the files.
    }
    catalog.dropTable(name, false);
    Moment.VIEW_DROPPED.reached();
  }

  private static void delete(Table table, SupportsPrefixOperations files) {
    String last = name(((HasTableOperations) table).operations().current().metadataFileLocation());
    for (FileInfo file : FileListing.under(files, table.location() + "/")) {
      if (!name(file.location()).equals(last)) {
        files.deleteFile(file.location());
      }
    }
    Moment.VIEW_EMPTIED.reached();
    files.deletePrefix(table.location());
    Moment.VIEW_DELETED.reached();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** What reconciliations have found; created where missing. */
  public ReconciliationTable reconciliations() {
    return new ReconciliationTable(
        openOrCreate(
            reconciliationsName(),
            ReconciliationTable.schema(),
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            ReconciliationTable.PROPERTIES));
  }

  /** What reconciliations have found, to read; empty before the first. */
  public Optional<ReconciliationTable> findReconciliations() {
    try {
      return Optional.of(new ReconciliationTable(catalog.loadTable(reconciliationsName())));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  private TableIdentifier reconciliationsName() {
    return TableIdentifier.of(namespace, SourceDefinition.RECONCILIATIONS);
  }

  /** What is deployed of the project; created where missing. */
  public DeploymentTable deployments() {
    return new DeploymentTable(
        openOrCreate(
            deploymentsName(),
            DeploymentTable.schema(),
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            DeploymentTable.PROPERTIES));
  }

  /**
   * What is deployed of a project, as its warehouse says; {@link Deployment#NONE} where there is no
   * warehouse yet.
   */
  public static Deployment deployedOf(Project project) {
    Settings.Warehouse settings = project.settings().warehouse();
    if (!exists(settings)) {
      return Deployment.NONE;
    }
    try (Warehouse warehouse = open(settings, project.name())) {
      return warehouse.deployed();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the warehouse", e);
    }
  }

  /** What is deployed of the project now; {@link Deployment#NONE} before the first. */
  public Deployment deployed() {
    try {
      return new DeploymentTable(catalog.loadTable(deploymentsName())).current();
    } catch (NoSuchTableException e) {
      return Deployment.NONE;
    }
  }

  private TableIdentifier deploymentsName() {
    return TableIdentifier.of(namespace, SourceDefinition.DEPLOYMENTS);
  }

  private Table openOrCreate(
      TableIdentifier name,
      Schema schema,
      PartitionSpec spec,
      SortOrder order,
      Map<String, String> tableProperties) {
    try {
      return catalog.loadTable(name);
    } catch (NoSuchTableException missing) {
      createNamespace();
      try {
        Table created =
            catalog
                .buildTable(name, schema)
                .withPartitionSpec(spec)
                .withSortOrder(order)
                .withProperties(tableProperties)
                .create();
        Moment.TABLE_CREATED.reached();
        return created;
      } catch (AlreadyExistsException raced) {
        return catalog.loadTable(name);
      }
    }
  }

  private void createNamespace() {
    if (catalog instanceof SupportsNamespaces namespaces) {
      try {
        namespaces.createNamespace(namespace);
        Moment.NAMESPACE_CREATED.reached();
      } catch (AlreadyExistsException e) {
        // As it should be.
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }
}
