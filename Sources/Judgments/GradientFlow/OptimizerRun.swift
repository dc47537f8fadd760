import Evidence
import Sim
import Theory

/// A layer trained on samples by Adam or by gradient descent, against the curve alpha*(C) and the clock of D4.
struct OptimizerRun: Experiment {
  let problem: SmallProblem
  let method: D22AdamPredicate.Method
  let stepSize: Double
  var steps: Int
  var batch = 64
  /// What the layer is held against, if not its own method.
  var told: D22AdamPredicate.Method?
  /// C' of sign descent that is told.
  var speed = 2.0
  /// The curve is taken at C + this.
  var shift = 0.0
  /// In a control the one check that must refute it; few of them are trained.
  var refuter: String?

  static let learned = "learned"
  static let rise = "C where alpha is 1"
  static let alpha = "best alpha"
  static let risk = "risk on the curve"
  static let family = "off the family"
  static let exponent = "risk against steps"
  /// The share of the trivial risk at which a layer has learned.
  private static let learnedShare = 0.01
  /// The share of the steps from which on a layer is late.
  private static let late = 0.15

  /// A run by Adam to t = 20.
  static func adam(_ problem: SmallProblem, stepSize: Double) -> OptimizerRun {
    OptimizerRun(problem: problem, method: .adam, stepSize: stepSize, steps: Int((20 / stepSize).rounded()))
  }

  /// A run by gradient descent of as many steps as Adam's.
  static func gradientDescent(_ problem: SmallProblem) -> OptimizerRun {
    OptimizerRun(problem: problem, method: .gradientDescent, stepSize: 0.2, steps: 2000)
  }

  /// Two step sizes at three problems, and gradient descent where 2000 steps are enough for it.
  static let all =
    [SmallProblem(8, 3, 2), SmallProblem(6, 2, 2), SmallProblem(12, 2, 3)].flatMap { problem in
      [0.01, 0.005].map { adam(problem, stepSize: $0) }
    } + [SmallProblem(8, 3, 2), SmallProblem(6, 2, 2)].map { gradientDescent($0) }

  /// The run with a change, as a control of one check.
  func changed(_ check: String, _ edit: (inout OptimizerRun) -> Void) -> OptimizerRun {
    var other = self
    edit(&other)
    other.refuter = check
    return other
  }

  struct Row: EvidenceRow {
    /// Where the layer was on its way.
    struct Place: Codable, Hashable, Sendable {
      let steps: Int
      let alpha: Double
      let logit: Double
      let risk: Double
    }

    /// A few places, for the figure.
    let places: [Place]
    let lastRisk: Double
    /// C where alpha first is 1, between two looks; nil where it never is.
    let rise: Double?
    /// The largest |alpha/alpha*(C) - 1| late.
    let alphaOffCurve: Double
    /// The largest R/R*(C) - 1 late.
    let excess: Double
    /// The largest part of V or W off its family late, over the part on it.
    let offFamily: Double
    /// p, the risk falling like steps^-p from half the steps to the last.
    let exponent: Double

    static let columns: [Column<Row>] = [
      Column(OptimizerRun.rise) { $0.rise }, Column("alpha off its curve") { $0.alphaOffCurve },
      Column("risk over the curve's, less 1") { $0.excess }, Column("off the family") { $0.offFamily },
      Column("exponent") { $0.exponent },
      Column("last C") { $0.places.last?.logit }.atLeast { [$0.rise].compactMap(\.self) },
      Column("last risk") { $0.lastRisk },
    ]
  }

  var claim: Claim { .d22Adam }
  var name: String {
    "\(problem.name), \(method.rawValue), batch \(batch), step \(stepSize), \(steps) steps"
      + (told.map { ", told to be \($0.rawValue)'s: \(refuter ?? "")" } ?? "")
      + (speed == 2 ? "" : ", C' = \(NumberText.short(speed)) told")
      + (shift == 0 ? "" : ", the curve at C \(shift < 0 ? "-" : "+") \(abs(shift))")
  }
  /// Each repetition trains a layer of its own.
  var independentNetworks: Bool { true }
  func repetitions(_ effort: Effort) -> Int {
    refuter != nil
      ? effort.pick(quick: 1, standard: 3, thorough: 20)
      : effort.pick(quick: 1, standard: 20, thorough: 100)
  }
  func cost(_ effort: Effort) -> Cost {
    let example = Double(problem.tokens) * (5e-10 * Double(problem.dimension) + 1.5e-9)
    return Cost(seconds: Double(steps) * (1.5e-6 + Double(batch) * example) + 3e-3)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let looks = try OptimizerPath.looks(
      AttentionSettings(
        oneHot: problem, batch: batch, stepSize: stepSize,
        optimizer: method == .adam ? .adam : .gradientDescent),
      over: SubsetEnumeration(problem), address: trial.address(settings), steps: lookedAt)
    let late = looks.filter { Double($0.steps) >= Self.late * Double(steps) }
    let (half, last) = (looks.first { 2 * $0.steps >= steps }, looks.last)
    let ratio = (half?.risk ?? .nan) / (last?.risk ?? .nan)
    let shown = looks.reversed().enumerated().filter { $0.offset.isMultiple(of: 4) }.map(\.element)
    return Row(
      places: shown.reversed().map {
        Row.Place(steps: $0.steps, alpha: $0.alpha, logit: $0.logit, risk: $0.risk)
      },
      lastRisk: last?.risk ?? .nan, rise: Self.rise(looks),
      alphaOffCurve: try largest(late) { abs($0.alpha / $1.alpha - 1) },
      excess: try largest(late) { $0.risk / $1.risk - 1 },
      offFamily: try largest(late) { look, _ in max(look.valueOffFamily, look.keyQueryOffFamily) },
      exponent: Elementary.log(ratio) / Elementary.log(2))
  }

  /// About twenty numbers of steps to every factor of ten, and half of the steps.
  private var lookedAt: [Int] {
    let last = Double(steps)
    let spaced = (0...48).map { Int((last * Elementary.exp(-0.115 * Double($0))).rounded()) }
    return Array(Set(spaced + [steps / 2]).filter { $0 >= 1 }).sorted()
  }

  /// The largest of a value of the looks and of the curve at their C; NaN where one is.
  private func largest(
    _ looks: [OptimizerPath.Look], _ value: (OptimizerPath.Look, (alpha: Double, risk: Double)) -> Double
  ) throws -> Double {
    let problem = try problem.problem()
    let all = try looks.map { look in
      let logit = look.logit + shift
      return value(
        look,
        (
          alpha: try AlignedWeights.bestAlpha(problem, logit: logit),
          risk: try AlignedWeights.bestRisk(problem, logit: logit)
        ))
    }
    return all.first { $0.isNaN } ?? all.max() ?? .nan
  }

  /// C where alpha first is 1, by a line between the looks beside.
  private static func rise(_ looks: [OptimizerPath.Look]) -> Double? {
    guard let after = looks.firstIndex(where: { $0.alpha >= 1 }), after > 0 else { return nil }
    let (a, b) = (looks[after - 1], looks[after])
    return a.logit + (b.logit - a.logit) * (1 - a.alpha) / (b.alpha - a.alpha)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D22AdamPredicate(told ?? method, speed: speed)
    let trivial = try problem.problem().trivialRisk
    let end = row.lastRisk / trivial
    return [
      Check(
        Self.learned,
        Measured.exactly(end).judge(atMost: Self.learnedShare, "last risk over the trivial one"),
        detects: .init(Self.learnedShare, "of the trivial risk")),
      Check(
        Self.rise,
        row.rise.map { predicate.judge(rise: $0) } ?? .undecided(reason: "\(name): alpha is never 1"),
        detects: .init(2 * D22AdamPredicate.riseBand, "of C'")),
      Check(
        Self.alpha, predicate.judge(alphaOffCurve: row.alphaOffCurve),
        detects: .init(D22AdamPredicate.alphaBand, "of alpha")),
      Check(
        Self.risk, predicate.judge(excess: row.excess),
        detects: .init(D22AdamPredicate.riskBand, "of the risk")),
      Check(
        Self.family, predicate.judge(offFamily: row.offFamily),
        detects: .init(D22AdamPredicate.familyBand, "of the norm on the family")),
      Check(
        Self.exponent, predicate.judge(exponent: row.exponent),
        detects: .init(abs(row.exponent - D22AdamPredicate.exponent) + 0.1, "of the exponent")),
    ]
  }
}
