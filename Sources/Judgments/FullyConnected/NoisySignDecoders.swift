import Evidence
import Sim
import Theory

/// The best decoders of one neuron on signs with noise, each beside cert(W)/j.
///
/// The decoder is the exact posterior mean. Its risk is a quadrature over the neuron's value, and, apart from that, the
/// mean over sampled tokens of its risk given the neuron.
struct NoisySignDecoders: Experiment {
  /// The information that the bound takes: the tokens' own, half a per cent less, or the Gaussian's.
  enum Information: String, Sendable {
    case own = "one neuron"
    case slightlyLess = "j 0.5 % smaller"
    case gaussian = "the Gaussian bound"
  }

  let problem: SmallProblem
  let noise: Double
  var heldAgainst = Information.own
  /// The number of samples in place of the effort's, for a calibration.
  var ownSamples: Int?

  /// Small enough to sum over all sign patterns: one coordinate, and two.
  static let problems = [oneCoordinate, SmallProblem(3, 2, 2)]

  static let oneCoordinate = SmallProblem(4, 1, 2)

  /// From Gaussian tokens to noise that no code's neuron confuses: at both ends the bound is tight.
  static let noises = [1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.085, 0.06, 0.042, 0.03, 0.02, 0.01, 0.005]

  /// j is 1.11 at tau = 0.7 and 31 at tau = 0.18.
  static let nearMisses: [Control] = problems.flatMap { problem -> [Control] in
    func control(_ noise: Double, _ information: Information, _ change: String, _ check: String) -> Control {
      .nearMiss(
        of: NoisySignDecoders(problem: problem, noise: noise), change, check: check,
        NoisySignDecoders(problem: problem, noise: noise, heldAgainst: information))
    }
    return [
      control(0.005, .slightlyLess, "j 0.5 % smaller", "quadrature"),
      control(0.7, .gaussian, "the Gaussian bound, j = 1", "quadrature"),
      control(0.18, .gaussian, "the Gaussian bound, j = 1", "samples"),
    ]
  }

  static func all(_ problem: SmallProblem) -> [NoisySignDecoders] {
    noises.map { NoisySignDecoders(problem: problem, noise: $0) }
  }

  static let all: [any Experiment] = problems.flatMap { all($0) }

  /// The neuron's weights are the powers b^k: one entry, all equal, and codes from dense to F9's and beyond.
  private static let codeBases = [0, 1, 1.5, 2, 3]

  struct Row: EvidenceRow {
    struct Decoder: Codable, Hashable, Sendable {
      /// The base b of the neuron's weights.
      let base: Double
      let certificate: Double
      /// The risk by quadrature.
      let risk: Double
    }

    let noise: Double
    let information: Double
    let decoders: [Decoder]
    /// The decoder closest to its certificate, and its risk by samples with the standard error.
    let closest: Decoder
    let sampled: Measured
    let standardError: Double
    /// LB(1).
    let bound: Double

    /// The decoder with the least risk.
    var best: Decoder? { decoders.min { $0.risk < $1.risk } }

    static let columns: [Column<Row>] = [
      // The information of a sum is at most that of its normal part, 1/tau^2.
      Column("tau") { $0.noise }.atMost { [1 / $0.information.squareRoot()] },
      Column("information j") { $0.information },
      Column("best neuron's base") { $0.best?.base },
      Column("best decoder's risk") { $0.best?.risk }.atMost { [$0.closest.risk] },
      Column("certificate / j") { row in row.best.map { $0.certificate / row.information } },
      Column("closest decoder's risk") { $0.closest.risk }.atLeast { [$0.sampled.lower] },
      Column("the same, sampled") { $0.sampled.estimate }.atLeast {
        [$0.closest.risk + $0.sampled.estimate - $0.sampled.upper]
      },
      Column("LB(1) / j") { $0.bound / $0.information }.atMost { [$0.best?.risk].compactMap(\.self) },
      Column("LB(1)") { $0.bound }.atMost { [$0.decoders.map(\.certificate).min()].compactMap(\.self) },
    ]
  }

  var claim: Claim { .f12SmoothLaws }
  var name: String {
    "\(problem.name), signs with noise tau=\(noise), \(heldAgainst.rawValue)"
  }

  private func samples(_ effort: Effort) -> Int {
    ownSamples ?? effort.pick(quick: 5000, standard: 20_000, thorough: 100_000)
  }

  /// Every risk given the neuron sums over all sign patterns; a quadrature has 16 places in a deviation of the noise.
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let places = 16 * (length.squareRoot() / noise + 9)
    let patterns = Double(1 << min(62, problem.inputDimension))
    let evaluations = Double(Self.codeBases.count) * places + Double(samples(effort))
    return Cost(seconds: evaluations * patterns * (10 + 4 * length) * 1e-9, bytes: 8 * patterns)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let decoders = try Self.codeBases.map { base in
      let decoder = try decoder(problem, base: base)
      let certificate = try FirstLayerCertificate(
        problem: problem,
        weights: Matrix(rows: 1, columns: decoder.weights.count, elements: decoder.weights))
      return Row.Decoder(base: base, certificate: certificate.value, risk: decoder.risk())
    }
    guard let closest = decoders.min(by: { $0.risk / $0.certificate < $1.risk / $1.certificate }) else {
      throw TheoryError(value: "no decoder", rule: "one decoder at least")
    }
    let risks = try sampledRisks(decoder(problem, base: closest.base), trial, settings)
    return Row(
      noise: noise, information: try information(), decoders: decoders, closest: closest,
      sampled: try EmpiricalBernstein.mean(
        of: risks, range: 0...(Double(problem.dimension) * (1 + 1e-9)),
        falseAlarm: claim.falseAlarmPerTrial),
      standardError: SampleMean(risks).standardError,
      bound: try F2RiskLowerBound.value(problem: problem, width: 1))
  }

  private func decoder(_ problem: Problem, base: Double) throws -> F12SignDecoder {
    try F12SignDecoder(
      problem: problem, noise: noise, weights: Self.powers(of: base, count: problem.inputDimension))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F12SmoothLawPredicate(problem: problem.problem(), information: information())
    let bound = row.closest.certificate / row.information
    return [
      Check(
        "quadrature",
        .all(
          row.decoders.map {
            predicate.judge(risk: .exactly($0.risk), certificate: $0.certificate)
          }),
        detects: .init(
          max(0, row.closest.risk / bound - 1) + 1e-9 * predicate.problem.trivialRisk
            / row.closest.certificate,
          "in j")),
      Check(
        "samples", predicate.judge(risk: row.sampled, certificate: row.closest.certificate),
        falseAlarm: row.sampled.falseAlarm,
        detects: .init(
          max(0, row.sampled.estimate + row.sampled.reach + 2.33 * row.standardError - bound) / bound,
          "in j")),
    ]
  }

  private func information() throws -> Double {
    switch heldAgainst {
    case .own: try SmoothTokenLaw.smoothedSigns(noise: noise).information()
    case .slightlyLess: try 0.995 * SmoothTokenLaw.smoothedSigns(noise: noise).information()
    case .gaussian: try SmoothTokenLaw.gaussian.information()
    }
  }

  private static func powers(of base: Double, count: Int) -> [Double] {
    var power = 1.0
    return (0..<count).map { _ in
      defer { power *= base }
      return power
    }
  }

  /// The decoder's risk given the neuron, for sampled tokens.
  private func sampledRisks(_ decoder: F12SignDecoder, _ trial: Trial, _ settings: Settings) throws
    -> [Double]
  {
    let law = TokenLaw.smoothedSigns(noise: noise)
    var stream = RandomStream(try trial.address(settings), step: 0)
    var tokens = [Double](repeating: 0, count: decoder.weights.count)
    return (0..<samples(settings.effort)).map { _ in
      law.fill(&tokens, &stream)
      var neuron = 0.0
      for (weight, token) in zip(decoder.weights, tokens) { neuron += weight * token }
      return decoder.conditionalRisk(neuron: neuron)
    }
  }
}
