import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// S2: at four lengths, an attention layer and a network with as many parameters, samples and step sizes tried, the
  /// network with a quarter of Td neurons; and at two lengths with Td.
  ///
  /// The bands were set on other base seeds than the published run's: those of m = T/2 as S2's theory file says, that of
  /// m = Td on 101 to 103.
  public static let s2TrainedPairs = ClaimJudgment(
    claim: .s2TrainedPairs,
    experiments: PairOnTheory.all + PairOnTheory.free, controls: PairOnTheory.controls,
    own: .takes(required: [], optional: [.width]) { own in
      let problem = SmallProblem(own.problem)
      let pair = PairOnTheory(
        problem: problem, width: own.width ?? max(1, problem.inputDimension / 4))
      guard pair.width >= 1, pair.width <= problem.inputDimension else {
        throw TheoryError(
          value: "width = \(pair.width)", rule: "1 <= width <= Td = \(problem.inputDimension)")
      }
      _ = try Subsets.count(of: own.problem, limit: 20_000)
      return [pair]
    },
    figures: { [TrainedPairsFigure.draw($0)] })
}

/// A trained pair, either model beside what its theory says.
struct PairOnTheory: Experiment {
  /// What is held against the pair in place of its own theory.
  enum Stated: Hashable, Sendable {
    case own
    /// Either model's theory against the other.
    case swapped
    /// The bound for a width that much greater.
    case width(plus: Int)
    /// The noise law after that multiple of the steps.
    case steps(times: Double)
    /// The bound divided by that number.
    case bound(over: Double)
    /// That part of the risk allowed where no bound holds the network back.
    case allowed(part: Double)

    var name: String {
      switch self {
      case .own: ""
      case .swapped: ", predictions swapped"
      case .width(let plus): ", held against width \(plus < 0 ? "-" : "+") \(abs(plus))"
      case .steps(let times): ", held against \(times) times the steps"
      case .bound(let over): ", LB(m) divided by \(over)"
      case .allowed(let part): ", allowed \(part) of the share"
      }
    }
  }

  let problem: SmallProblem
  /// The network's first-layer width m.
  let width: Int
  var stated = Stated.own

  /// The lengths T, at d = q = 2, with m = T/2: a quarter of Td.
  static let all =
    [eightTokens] + [16, 24, 32].map { PairOnTheory(problem: SmallProblem($0, 2, 2), width: $0 / 2) }

  private static let eightTokens = PairOnTheory(problem: SmallProblem(8, 2, 2), width: 4)

  /// Networks that no bound holds back, m = Td.
  static let free = [PairOnTheory(problem: SmallProblem(8, 2, 2), width: 16), freeOnSixteenTokens]

  private static let freeOnSixteenTokens = PairOnTheory(problem: SmallProblem(16, 2, 2), width: 32)

  /// A bound or a law wrong by a little, and the predictions swapped.
  ///
  /// Fewer neurons in the bound, one at T = 8 and a half beyond, and half as many more; a quarter more steps in the law; a
  /// bound so low that it does not separate. The bands at T >= 16 are two neurons wide and more.
  static let controls: [Control] = {
    func control(_ pair: PairOnTheory, _ stated: Stated, _ change: String, _ check: String) -> Control {
      var other = pair
      other.stated = stated
      return .nearMiss(of: pair, change, check: check, other)
    }
    var far = eightTokens
    far.stated = .swapped
    return all.flatMap { pair in
      [
        control(
          pair, .width(plus: pair.width <= 4 ? -1 : -pair.width / 2), "LB for fewer neurons",
          "network not below LB(m)"),
        control(pair, .width(plus: pair.width / 2), "LB for half as many neurons more", "network near LB(m)"),
        control(
          pair, .steps(times: 1.25), "the law after a quarter more steps", "attention on the noise law"),
        control(pair, .bound(over: 1000), "LB(m) divided by 1000", "attention below LB(m)"),
      ]
    } + [
      control(freeOnSixteenTokens, .allowed(part: 0.1), "a tenth of the risk allowed", "network learns"),
      .otherWorld(of: eightTokens, "the two predictions swapped", far),
    ]
  }()

  struct Row: EvidenceRow {
    let tokens: Int
    let width: Int
    let positionDimension: Int
    let attentionParameters: Int
    let networkParameters: Int
    let samples: Int
    let attentionStep: Double
    let attentionRisk: Double
    /// The risk of the gradient flow, and with the law of its noise.
    let flow: Double
    let law: Double
    /// The allowed relative distance from the law.
    let attentionBand: Double
    let networkStep: Double
    let networkRisk: Double
    let networkStandardError: Double
    let certificate: Double
    /// LB(m) as it is stated.
    let bound: Double
    let trivialRisk: Double

    static let columns: [Column<Row>] = [
      Column(count: "T") { $0.tokens },
      Column(count: "m") { $0.width },
      Column(count: "d_e") { $0.positionDimension },
      Column(count: "parameters, attention") { $0.attentionParameters },
      Column(count: "parameters, network") { $0.networkParameters },
      Column(count: "samples") { $0.samples },
      Column("step, attention") { $0.attentionStep },
      Column("risk, attention") { $0.attentionRisk },
      Column("flow") { $0.flow }.atMost { [$0.law] },
      Column("noise law") { $0.law },
      Column("attention / law") { $0.attentionRisk / $0.law },
      Column("allowed") { $0.attentionBand },
      Column("step, network") { $0.networkStep },
      Column("risk, network") { $0.networkRisk },
      Column("LB(m)") { $0.bound },
      Column("network / LB(m)") { $0.bound > 0 ? $0.networkRisk / $0.bound : nil },
      Column("certificate / LB(m)") { $0.bound > 0 ? $0.certificate / $0.bound : nil }.atLeast {
        $0.bound > 0 ? [1] : []
      },
      Column("share learned, network") {
        ($0.trivialRisk - $0.networkRisk) / ($0.trivialRisk - $0.bound)
      },
      Column("trivial risk") { $0.trivialRisk }.atLeast { [$0.bound] },
    ]
  }

  var claim: Claim { .s2TrainedPairs }
  var name: String { "\(problem.name), width \(width)" + stated.name }
  var independentNetworks: Bool { stated == .own }
  /// Whether no bound holds the network back.
  private var isFree: Bool { width >= problem.inputDimension }

  func repetitions(_ effort: Effort) -> Int {
    let isShort = problem.tokens <= 8
    if stated != .own { return effort == .quick && !isShort ? 0 : 1 }
    if isFree { return effort.pick(quick: isShort ? 1 : 0, standard: 2, thorough: 5) }
    return effort.pick(quick: isShort ? 1 : 0, standard: 5, thorough: 10)
  }

  func cost(_ effort: Effort) -> Cost { TrainedPair.cost(problem, width: width, effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let pair = TrainedPair(
      problem: problem, width: width, repetition: trial.repetition,
      settings: Settings(baseSeed: settings.baseSeed, effort: settings.effort))
    let seen = try await pair.result()
    let problem = try problem.problem()
    let steps = TrainedPair.steps(self.problem, settings.effort)
    let system = try FlowSystem(
      problem: problem, positions: .orthonormalFrame(width: seen.positionDimension))
    var descent = try NoisyDescent(
      system, stepSize: seen.attentionStepSize, batch: TrainedPair.batch)
    guard let law = try descent.states(after: [statedSteps(steps)]).first,
      let flow = try GradientFlow(problem: problem, positions: system.positions).states(
        at: [law.quiet.time]
      ).first
    else { throw TheoryError(value: "no state", rule: "one state for each number of steps") }
    return Row(
      tokens: problem.tokens, width: width, positionDimension: seen.positionDimension,
      attentionParameters: seen.attentionParameters, networkParameters: seen.networkParameters,
      samples: TrainedPair.batch * steps, attentionStep: seen.attentionStepSize,
      attentionRisk: seen.attentionRisk, flow: flow.risk, law: law.risk.mean,
      attentionBand: S2TrainedPairsPredicate.attentionBand(law, draws: TrainedPair.draws),
      networkStep: seen.networkStepSize, networkRisk: seen.network.controlledRisk,
      networkStandardError: seen.network.controlledStandardError,
      certificate: seen.network.enumeratedCertificate, bound: try statedBound(problem),
      trivialRisk: problem.trivialRisk)
  }

  func judge(_ row: Row) throws -> [Check] {
    let isSwapped = stated == .swapped
    let predicate = S2TrainedPairsPredicate(
      attention: isSwapped ? row.bound : row.law, network: isSwapped ? row.law : row.bound,
      attentionBand: row.attentionBand,
      networkBand: S2TrainedPairsPredicate.networkBand(tokens: problem.tokens))
    let attention = Check(
      "attention on the noise law", predicate.judge(attentionRisk: row.attentionRisk),
      detects: .init(1.3 * row.attentionBand, "of the law"))
    if isFree {
      return [
        attention,
        Check(
          "network learns",
          predicate.judge(
            freeRisk: row.networkRisk, standardError: row.networkStandardError,
            allowed: allowedPart * S2TrainedPairsPredicate.freeShare * row.trivialRisk),
          detects: .init(
            S2TrainedPairsPredicate.freeShare + 7.33 * row.networkStandardError / row.trivialRisk,
            "of d/q")),
      ]
    }
    let unit = row.networkStandardError / predicate.network
    return [
      attention,
      Check(
        "network not below LB(m)",
        predicate.judge(notBelow: row.networkRisk, standardError: row.networkStandardError),
        detects: .init(7.33 * unit, "below LB(m)"), margin: .distance),
      Check(
        "network near LB(m)",
        predicate.judge(near: row.networkRisk, standardError: row.networkStandardError),
        detects: .init(predicate.networkBand + 7.33 * unit, "above LB(m)")),
      Check(
        "attention below LB(m)", predicate.judge(separating: row.attentionRisk),
        detects: .init(max(0, 1 - row.attentionRisk / row.bound), "of LB(m)"), margin: .distance),
    ]
  }

  private var allowedPart: Double {
    if case .allowed(let part) = stated { return part }
    return 1
  }

  private func statedSteps(_ steps: Int) -> Int {
    if case .steps(let times) = stated { return Int(Double(steps) * times) }
    return steps
  }

  private func statedBound(_ problem: Problem) throws -> Double {
    switch stated {
    case .width(let plus): return try F2RiskLowerBound.value(problem: problem, width: width + plus)
    case .bound(let over): return try F2RiskLowerBound.value(problem: problem, width: width) / over
    default: return try F2RiskLowerBound.value(problem: problem, width: width)
    }
  }
}
