import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// S2: at four lengths, an attention layer and a network with as many parameters, samples and step sizes tried.
  ///
  /// The control swaps the two predictions.
  public static let s2TrainedPairs = ClaimJudgment(
    claim: .s2TrainedPairs,
    experiments: PairOnTheory.all,
    controls: PairOnTheory.all.map { pair in
      var swapped = pair
      swapped.isSwapped = true
      return .otherWorld(of: pair, "the two predictions swapped", swapped)
    },
    own: .takes(required: [], optional: [.width]) { own in
      let problem = SmallProblem(own.problem)
      let width = own.width ?? max(1, problem.inputDimension / 4)
      guard width >= 1, width < problem.inputDimension else {
        throw TheoryError(value: "width = \(width)", rule: "1 <= width < Td = \(problem.inputDimension)")
      }
      return [PairOnTheory(problem: problem, width: width)]
    },
    figures: { [TrainedPairsFigure.draw($0)] })
}

/// A trained pair, either model beside what its theory says.
struct PairOnTheory: Experiment {
  let problem: SmallProblem
  /// The network's first-layer width m.
  let width: Int
  /// Whether either model is held against the other's theory.
  var isSwapped = false

  /// The lengths T, at d = q = 2, with m = T/2: a quarter of Td.
  static let all = [8, 16, 24, 32].map { PairOnTheory(problem: SmallProblem($0, 2, 2), width: $0 / 2) }

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
    /// LB(m).
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
      Column("flow") { $0.flow },
      Column("noise law") { $0.law },
      Column("attention / law") { $0.attentionRisk / $0.law },
      Column("allowed") { $0.attentionBand },
      Column("step, network") { $0.networkStep },
      Column("risk, network") { $0.networkRisk },
      Column("LB(m)") { $0.bound },
      Column("network / LB(m)") { $0.networkRisk / $0.bound },
      Column("certificate / LB(m)") { $0.certificate / $0.bound },
      Column("share learned, network") {
        ($0.trivialRisk - $0.networkRisk) / ($0.trivialRisk - $0.bound)
      },
      Column("trivial risk") { $0.trivialRisk },
    ]
  }

  var claim: Claim { .s2TrainedPairs }
  var name: String {
    "\(problem.name), width \(width)" + (isSwapped ? ", predictions swapped" : "")
  }

  func repetitions(_ effort: Effort) -> Int {
    let isShort = problem.tokens <= 8
    if isSwapped { return effort == .quick && !isShort ? 0 : 1 }
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
    guard let law = try descent.states(after: [steps]).first,
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
      networkStep: seen.networkStepSize, networkRisk: seen.network.risk,
      networkStandardError: seen.network.riskStandardError, certificate: seen.network.certificate.value,
      bound: try F2RiskLowerBound.value(problem: problem, width: width), trivialRisk: problem.trivialRisk)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = S2TrainedPairsPredicate(
      attention: isSwapped ? row.bound : row.law, network: isSwapped ? row.law : row.bound,
      attentionBand: row.attentionBand,
      networkBand: S2TrainedPairsPredicate.networkBand(tokens: problem.tokens))
    return [
      Check("attention on the noise law", predicate.judge(attentionRisk: row.attentionRisk)),
      Check(
        "network on LB(m)",
        predicate.judge(networkRisk: row.networkRisk, standardError: row.networkStandardError)),
      Check("attention below LB(m)", predicate.judge(separating: row.attentionRisk)),
    ]
  }
}
