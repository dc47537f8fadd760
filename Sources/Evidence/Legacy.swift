import Theory

public struct LegacyRow: EvidenceRow {
  public static let columns: [Column<LegacyRow>] = []
  public let verdict: Verdict
  public let falseAlarm: Double
  public let values: [Outcome.Value]
}

public struct LegacyExperiment: Experiment {
  public let claim: Claim
  public let name: String
  public let index: Int
  public let count: @Sendable (Effort) -> Int
  public let body: @Sendable (Trial, Settings) async throws -> Outcome
  public init(
    claim: Claim, name: String, index: Int, count: @escaping @Sendable (Effort) -> Int,
    body: @escaping @Sendable (Trial, Settings) async throws -> Outcome
  ) {
    self.claim = claim
    self.name = name
    self.index = index
    self.count = count
    self.body = body
  }
  public func repetitions(_ effort: Effort) -> Int { count(effort) }
  public func run(_ trial: Trial, _ settings: Settings) async throws -> LegacyRow {
    var own = trial
    own.caseIndex = index
    let outcome = try await body(own, settings)
    return LegacyRow(verdict: outcome.verdict, falseAlarm: outcome.falseAlarm, values: outcome.values)
  }
  public func judge(_ row: LegacyRow) -> [Check] { [Check("all", row.verdict, falseAlarm: row.falseAlarm)] }
}

extension Outcome {
  public init(verdict: Verdict, falseAlarm: Double = 0, values: [Value]) {
    self.init(
      row: LegacyRow(verdict: verdict, falseAlarm: falseAlarm, values: values),
      checks: [Check("all", verdict, falseAlarm: falseAlarm)])
  }
  public subscript(name: String) -> Double? { values.first { $0.head == name }?.numbers.first }
}

extension Outcome.Value {
  public init(_ name: String, _ number: Double) {
    head = name
    unit = ""
    digits = 4
    numbers = [number]
  }
  public var name: String { head }
  public var number: Double { numbers.first ?? .nan }
}
