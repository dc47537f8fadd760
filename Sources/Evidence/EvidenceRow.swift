/// What one trial of an experiment measured: a plain value whose fields predicates, figures and other claims read.
///
/// All of it goes into report.json; the columns are what the claim's page prints.
public protocol EvidenceRow: Codable, Hashable, Sendable {
  /// The columns of the evidence table, in order, each declared once.
  static var columns: [Column<Self>] { get }

  /// The names of fields, of the row or of a part of it, that say where it was measured rather than what; by default none.
  ///
  /// Verdicts are monotone in what is measured, not in these: a formula need not be.
  static var conditions: Set<String> { get }
}

extension EvidenceRow {
  /// Every field was measured.
  public static var conditions: Set<String> { [] }
}

/// One column of an evidence table: its head, its unit, its digits and the field it shows.
///
/// A number that no check reads is held to what stands beside it: `Column("risk") { $0.risk }.atLeast { $0.bound }`.
public struct Column<Row>: Sendable {
  /// The column's head.
  public let head: String
  /// The unit, or empty for a pure number.
  public let unit: String
  /// The number of significant digits printed.
  public let digits: Int
  /// The numbers shown: one, none where the row has none, or several for a series (for example a value a time).
  public let numbers: @Sendable (Row) -> [Double]
  /// All that the numbers are held to beside the checks.
  public let holdings: [ColumnHolding<Row>]

  /// A column of one number a row.
  public init(
    _ head: String, unit: String = "", digits: Int = 4, _ number: @escaping @Sendable (Row) -> Double?
  ) {
    self.init(series: head, unit: unit, digits: digits) { row in number(row).map { [$0] } ?? [] }
  }

  /// A column of one whole number a row.
  public init(count head: String, unit: String = "", _ number: @escaping @Sendable (Row) -> Int?) {
    self.init(head, unit: unit) { row in number(row).map(Double.init) }
  }

  /// A column of several numbers a row, for example one for each time.
  public init(
    series head: String, unit: String = "", digits: Int = 4,
    _ numbers: @escaping @Sendable (Row) -> [Double]
  ) {
    self.init(head: head, unit: unit, digits: digits, holdings: [], numbers)
  }

  private init(
    head: String, unit: String, digits: Int, holdings: [ColumnHolding<Row>],
    _ numbers: @escaping @Sendable (Row) -> [Double]
  ) {
    self.head = head
    self.unit = unit
    self.digits = digits
    self.numbers = numbers
    self.holdings = holdings
  }

  /// The same column, its numbers held to others besides what they are held to already.
  func held(_ holding: ColumnHolding<Row>) -> Column {
    Column(head: head, unit: unit, digits: digits, holdings: holdings + [holding], numbers)
  }
}

extension Column {
  /// The same column of a row that holds the one it was declared for.
  public func of<Whole>(_ part: KeyPath<Whole, Row> & Sendable) -> Column<Whole> {
    let whole = Column<Whole>(series: head, unit: unit, digits: digits) { numbers($0[keyPath: part]) }
    return holdings.reduce(whole) { $0.held($1.of(part)) }
  }
}
