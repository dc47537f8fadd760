import Evidence
import Theory

extension ClaimJudgment {
  /// F21: the best predictor from the direction of the input, on samples and by quadrature over the length.
  public static let f21NormalizedInput = ClaimJudgment(
    claim: .f21NormalizedInput,
    experiments: NormalizedPredictor.all + LengthQuadrature.all + VariantRisk.normalizedInputCases,
    controls: NormalizedPredictor.controls + LengthQuadrature.controls + VariantRisk.normalizedInputControls,
    own: .takes(required: [], optional: [.width, .steps]) { own in
      if let width = own.width {
        return [VariantRisk.normalizedInput(SmallProblem(own.problem), width, own.steps)]
      }
      _ = try Subsets.count(of: own.problem, limit: 100_000)
      try own.requireInputs(atMost: 64, "for the samples")
      let problem = SmallProblem(own.problem)
      return [
        LengthQuadrature(problem: problem),
        NormalizedPredictor(problem: problem, width: max(1, problem.inputDimension / 2)),
      ]
    })
}

/// The best predictor of top eigenvectors on Gaussian samples that it sees divided by their length.
struct NormalizedPredictor: Experiment {
  /// The bound that the samples are held against.
  enum Told: String, Sendable {
    case stated = ""
    /// LB(m): kappa = 1.
    case notNormalized = ", held against LB(m)"
    /// kappa of n + 1.
    case longer = ", kappa of n + 1"
    /// The bound of rank m - 1.
    case narrower = ", the bound of m - 1"
  }

  static let attainedCheck = "mean loss on the bound"
  static let boundCheck = "mean loss not below the bound"

  let problem: SmallProblem
  let width: Int
  var told = Told.stated
  /// Whether the predictor sees vec(X) itself.
  var seesLength = false
  /// The number of samples in place of the effort's, for a calibration.
  var ownSamples: Int?

  private static let oneOfTwo = NormalizedPredictor(problem: SmallProblem(2, 1, 1), width: 1)
  private static let oneOfTwoAtTd = NormalizedPredictor(problem: SmallProblem(2, 1, 1), width: 2)
  private static let twoOfFour = NormalizedPredictor(problem: SmallProblem(4, 1, 2), width: 2)
  private static let twoOfFiveAtTd = NormalizedPredictor(problem: SmallProblem(5, 2, 2), width: 10)
  private static let twoOfEight = NormalizedPredictor(problem: SmallProblem(8, 2, 2), width: 8)

  /// Widths of Td and below.
  static let all: [any Experiment] = [
    oneOfTwo, oneOfTwoAtTd, twoOfFour, twoOfFiveAtTd,
    NormalizedPredictor(problem: SmallProblem(4, 2, 3), width: 1), twoOfEight,
  ]

  static let controls: [Control] = {
    func miss(_ original: Self, _ told: Told, seesLength: Bool = false) -> Self {
      var miss = original
      (miss.told, miss.seesLength) = (told, seesLength)
      return miss
    }
    return [oneOfTwo, oneOfTwoAtTd, twoOfFour, twoOfFiveAtTd].map {
      .nearMiss(of: $0, "LB(m), F2's bound, as if attained", check: attainedCheck, miss($0, .notNormalized))
    } + [
      .nearMiss(of: oneOfTwoAtTd, "n + 1 for n in kappa", check: attainedCheck, miss(oneOfTwoAtTd, .longer))
    ]
      + [oneOfTwo, twoOfFour, twoOfEight].map {
        .nearMiss(of: $0, "the bound of rank m - 1", check: boundCheck, miss($0, .narrower))
      } + [
        .otherWorld(
          of: twoOfFour, "a predictor that sees the length", check: boundCheck,
          miss(twoOfFour, .stated, seesLength: true))
      ]
  }()

  struct Row: EvidenceRow {
    var risk: Measured
    let standardError: Double
    let kappa: Double
    let bound: Double
    let boundNotNormalized: Double

    static let columns: [Column<Row>] = [
      Column("risk") { $0.risk.estimate },
      Column("from") { $0.risk.lower },
      Column("to") { $0.risk.upper },
      Column("kappa") { $0.kappa }.atMost { _ in [1] },
      Column("bound") { $0.bound }.atMost { [$0.risk.upper] },
      Column("LB(m)") { $0.boundNotNormalized }.atMost { [$0.bound] },
    ]
  }

  var claim: Claim { .f21NormalizedInput }
  var name: String {
    "\(problem.name), width \(width), on samples\(told.rawValue)" + (seesLength ? ", length seen" : "")
  }
  /// A quick run keeps the near misses of the shortest sequence.
  func repetitions(_ effort: Effort) -> Int {
    effort == .quick && told != .stated && problem.tokens > 2 ? 0 : 1
  }
  private func samples(_ effort: Effort) -> Int {
    ownSamples ?? effort.pick(quick: 200_000, standard: 400_000, thorough: 2_000_000)
  }
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let sample = 5e-8 + 3e-8 * length + 1e-9 * length * Double(problem.sparsity * problem.dimension)
    return Cost(seconds: sample * Double(samples(effort)), bytes: 24 * Double(samples(effort)))
  }

  /// With c = E chi_n a loss is at most (l + c)^2/q, so beyond the cut l^2 > x >= n, and the mean of what is cut off is at
  /// most (4/q) E[l^2; l^2 > x] = (4n/q) P(chi^2_{n+2} > x).
  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let n = problem.inputDimension
    let length = try F21NormalizedInput.meanLength(n)
    let errors = try SampledErrors(
      problem: problem, weights: F5Attained.weights(problem: problem, width: width),
      meanLength: seesLength ? nil : length)
    let losses = errors.squares(try trial.address(settings), samples: samples(settings.effort))
    let square = Double(3 * n + 36)
    let longest = square.squareRoot() + length
    let scale = Double(problem.sparsity)
    let risk = try EmpiricalBernstein.mean(
      ofNonnegative: losses, cutAt: longest * longest / scale,
      lost: 4 * Double(n) / scale * ChiSquareTail.upper(square, degreesOfFreedom: Double(n + 2)),
      falseAlarm: claim.falseAlarmPerTrial / 2)
    return Row(
      risk: risk, standardError: SampleMean(losses).standardError, kappa: try F21NormalizedInput.kappa(n),
      bound: try F21NormalizedInput.lowerBound(problem: problem, width: width),
      boundNotNormalized: try F2RiskLowerBound.value(problem: problem, width: width))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try predicate()
    let detects = Check.Detectable(
      reach: row.risk.reach, standardError: row.standardError, of: predicate.problem.trivialRisk,
      "of the trivial risk")
    return [
      Check(
        Self.attainedCheck, predicate.judge(bestRisk: row.risk), falseAlarm: row.risk.falseAlarm,
        detects: detects),
      Check(
        Self.boundCheck, predicate.judge(risk: row.risk), falseAlarm: row.risk.falseAlarm, detects: detects,
        margin: .distance),
    ]
  }

  private func predicate() throws -> F21NormalizedInputPredicate {
    let problem = try problem.problem()
    switch told {
    case .stated: return try F21NormalizedInputPredicate(problem: problem, rank: width)
    case .narrower: return try F21NormalizedInputPredicate(problem: problem, rank: width - 1)
    case .notNormalized:
      return F21NormalizedInputPredicate(
        problem: problem, rank: width, bound: try F2RiskLowerBound.value(problem: problem, width: width))
    case .longer:
      return F21NormalizedInputPredicate(
        problem: problem, rank: width,
        bound: try .normalizedBound(problem, width, n: problem.inputDimension + 1))
    }
  }
}

extension Double {
  /// F21's bound with kappa of another n than Td.
  static func normalizedBound(_ problem: Problem, _ width: Int, n: Int) throws -> Double {
    try F21NormalizedInput.complement(n) * problem.trivialRisk
      + F21NormalizedInput.kappa(n) * F2RiskLowerBound.value(problem: problem, width: width)
  }
}
