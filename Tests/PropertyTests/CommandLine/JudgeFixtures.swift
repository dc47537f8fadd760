import Evidence
import Judgments
import Theory

/// A made-up experiment whose verdict is given.
struct GivenVerdict: Experiment {
  struct Row: EvidenceRow {
    let seed: Double
    let repetition: Int

    static let columns: [Column<Row>] = [
      Column("seed", unit: "units") { $0.seed }, Column(count: "repetition") { $0.repetition },
      Column("ratio") { _ in .nan },
    ]
  }

  var name: String
  var verdict = Verdict.verified(margin: 0.25)
  var count = 1
  var estimate = Cost()
  var fails = false

  var claim: Claim {
    Claim(
      id: "F2", title: "title", statement: "", assumptions: [], source: .derivedHere, grade: .exact,
      predicate: "", control: "")
  }
  func repetitions(_ effort: Effort) -> Int { count }
  func cost(_ effort: Effort) -> Cost { estimate }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    if fails { throw TheoryError(value: "x", rule: "y") }
    return Row(seed: Double(settings.baseSeed), repetition: trial.repetition)
  }

  func judge(_ row: Row) -> [Check] {
    [Check("given", verdict, falseAlarm: FalseAlarm(ofEvent: 1e-9)), Check("other", .verified(margin: 1))]
  }
}

extension ClaimJudgment {
  private static let refuted = Verdict.refuted(counterexample: "a counterexample")

  /// Verified wherever it must be and refuted in its control; own parameters name one experiment that takes a width.
  static let passing = made(
    [GivenVerdict(name: "first"), GivenVerdict(name: "second", count: 2)],
    control: GivenVerdict(name: "control", verdict: refuted))

  /// Throws for the claim, and its control is undecided.
  static let failing = made(
    [GivenVerdict(name: "first", fails: true)],
    control: GivenVerdict(name: "control", verdict: .undecided(reason: "thin")))

  /// Its control is refuted by another check than the one that must refute it.
  static let elsewhere = made(
    [GivenVerdict(name: "first")], control: GivenVerdict(name: "control", verdict: refuted), check: "other")

  /// Has no experiment at all.
  static let empty = ClaimJudgment(
    claim: GivenVerdict(name: "").claim, experiments: [], controls: [], own: .none(because: "it has nothing"))

  private static func made(_ experiments: [GivenVerdict], control: GivenVerdict, check: String? = nil)
    -> ClaimJudgment
  {
    ClaimJudgment(
      claim: control.claim, experiments: experiments,
      controls: [.nearMiss(of: experiments[0], "a little", check: check, control)],
      own: .takes(required: [.width], optional: [.steps]) { own in
        let width = own.width ?? 0
        return [
          GivenVerdict(
            name: "\(own.problem), width \(width)",
            estimate: Cost(seconds: width > 100 ? 1e4 : 0, bytes: width > 1000 ? 1e15 : 0))
        ]
      })
  }
}
