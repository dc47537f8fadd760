import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// S1: the widths for T to a million, and the measured risk of attention layers with those widths.
  ///
  /// The controls state widths one off, lower a layer's logit, and take networks as wide as attention for one token.
  public static let s1Widths = ClaimJudgment(
    claim: .s1Widths,
    experiments: WidthsByFormula.all + SharedLayerByFormula.all + DrawnAttentionLayers.all,
    controls: WidthsByFormula.nearMisses + SharedLayerByFormula.nearMisses
      + DrawnAttentionLayers.nearMisses + [
        .otherWorld(
          of: WidthsByFormula(target: RiskTarget(tokens: 1_000_000, percent: 50)),
          "a network as wide as attention for one token",
          NetworkAsWideAsAttention(target: RiskTarget(tokens: 1_000_000, percent: 50)))
      ],
    own: .takes { own in
      let targets = RiskTarget.percents.map {
        RiskTarget(problem: SmallProblem(own.problem), percent: $0)
      }
      // The table's widths are refused here, not in the trial, where a problem is out of range.
      for target in targets { _ = try target.widths() }
      return targets.map { WidthsByFormula(target: $0) }
        + targets.filter { $0.percent >= 10 }.map {
          DrawnAttentionLayers(target: $0, draws: 4000)
        }
    },
    figures: { [WidthsFigure.draw($0)] })
}

/// A problem and the risk that both models are to reach.
struct RiskTarget: Hashable, Sendable {
  let problem: SmallProblem
  /// The risk, in percent of d/q.
  let percent: Int

  static let percents = [1, 10, 50]
  static let lengths = [10, 100, 1000, 10_000, 100_000, 1_000_000]

  init(problem: SmallProblem, percent: Int) {
    self.problem = problem
    self.percent = percent
  }

  /// The problem of the table at a length: d = 5, q = 3.
  init(tokens: Int, percent: Int) {
    self.init(problem: SmallProblem(tokens, 5, 3), percent: percent)
  }

  var name: String { "\(problem.name), risk \(percent) %" }

  func widths() throws -> S1Widths {
    try S1Widths(
      problem: problem.problem(), share: Rational(numerator: Int128(percent), denominator: 100))
  }
}

/// Both models' widths by formula, from ten tokens to a million.
struct WidthsByFormula: Experiment {
  let target: RiskTarget
  /// What is added to the network's width and to d_e.
  var networkOffset = 0
  var positionOffset = 0

  /// Every width one off, at the least and at the greatest length.
  static let nearMisses: [Control] = [(10, 1), (1_000_000, 10)].flatMap { tokens, percent -> [Control] in
    let target = RiskTarget(tokens: tokens, percent: percent)
    func control(_ change: String, _ check: String, network: Int = 0, positions: Int = 0) -> Control {
      .nearMiss(
        of: WidthsByFormula(target: target), change, check: check,
        WidthsByFormula(target: target, networkOffset: network, positionOffset: positions))
    }
    return [
      control("the network's width plus 1", "network's width", network: 1),
      control("the network's width minus 1", "network's width", network: -1),
      control("d_e minus 1", "guarantee", positions: -1),
      control("d_e plus 1", "least d_e", positions: 1),
    ]
  }

  static func all(percent: Int) -> [WidthsByFormula] {
    RiskTarget.lengths.map { WidthsByFormula(target: RiskTarget(tokens: $0, percent: percent)) }
  }

  static let all: [any Experiment] = RiskTarget.percents.flatMap { all(percent: $0) }

  struct Row: EvidenceRow {
    let widths: S1Widths
    let guaranteedShare: Double

    static let columns: [Column<Row>] = [
      Column(count: "T") { $0.widths.problem.tokens },
      Column(count: "network, width") { $0.widths.networkWidth },
      Column(count: "attention, width d + d_e") { $0.widths.attentionWidth },
      Column("attention, activations (d + d_e) T") { $0.widths.attentionActivations },
      Column(count: "shared layer, width d") { $0.widths.sharedWidth },
      Column("network, parameters") { $0.widths.networkParameters },
      Column("attention, parameters") { $0.widths.attentionParameters },
      Column(count: "shared layer, parameters") { $0.widths.sharedParameters },
      Column("share of d/q guaranteed") { $0.guaranteedShare }.atMost { [$0.widths.share.double] },
    ]
  }

  var claim: Claim { .s1Widths }
  var grade: Claim.Grade { .numerical }
  var name: String {
    target.name + (networkOffset == 0 ? "" : ", network's width \(networkOffset > 0 ? "+" : "-") 1")
      + (positionOffset == 0 ? "" : ", d_e \(positionOffset > 0 ? "+" : "-") 1")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let own = try target.widths()
    let widths = own.stated(
      networkWidth: own.networkWidth + networkOffset,
      positionDimension: own.positionDimension + positionOffset)
    return Row(widths: widths, guaranteedShare: try widths.guaranteedShare())
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = S1WidthsPredicate(row.widths)
    return [
      Check("network's width", try predicate.judgeNetworkWidth(), detects: .init(1, "neuron")),
      Check("guarantee", try predicate.judgeGuarantee(), detects: .init(1, "position dimension")),
      Check("least d_e", try predicate.judgeLeastPositions(), detects: .init(1, "position dimension")),
    ]
  }
}

/// The least risk of any network whose first layer is as wide as the attention layer.
struct NetworkAsWideAsAttention: Experiment {
  let target: RiskTarget

  struct Row: EvidenceRow {
    let width: Int
    let leastRisk: Double
    let trivialRisk: Double
    let share: Double

    static let columns: [Column<Row>] = [
      Column(count: "network, width") { $0.width },
      Column("least share of d/q") { $0.leastRisk / $0.trivialRisk },
      Column("share allowed") { $0.share },
    ]
  }

  var claim: Claim { .s1Widths }
  var grade: Claim.Grade { .numerical }
  var name: String { "\(target.name), network as wide as attention" }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let widths = try target.widths()
    return Row(
      width: widths.attentionWidth,
      leastRisk: try F2RiskLowerBound.value(problem: widths.problem, width: widths.attentionWidth),
      trivialRisk: widths.problem.trivialRisk, share: widths.share.double)
  }

  func judge(_ row: Row) throws -> [Check] {
    let risk = Measured(
      estimate: row.leastRisk, lower: row.leastRisk, upper: row.trivialRisk, falseAlarm: 0)
    return [Check("network", S1WidthsPredicate(try target.widths()).judge(risk: risk))]
  }
}
