import Sim
import Theory

/// What the theory says of a first layer, and of the whole network if there is one.
struct CertifiedLayer: Answer {
  /// The most inputs T d and the most neurons whose singular values are computed.
  static let inputs = 1024
  static let width = 4096

  struct Witness: Encodable {
    let tokens: [[Double]]
    let subset: [Int]
    let targetNorm: Double
  }
  struct Share: Encodable {
    let r: Double
    let share: Double
  }

  let rank: Int
  let certificate: Double
  let lowerBound: Double
  let trivialRisk: Double
  let singularValues: [Double]
  let witness: Witness?
  let envelope: [Share]?
  let risk: Double?
  let riskLower: Double?
  let riskUpper: Double?
  let excess: Double?

  init(_ problem: Problem, _ read: ReadNetwork, _ arguments: Arguments) throws {
    let layer = try FirstLayerCertificate(problem: problem, weights: read.tokenWeights)
    rank = layer.rank
    singularValues = layer.singularValues
    trivialRisk = problem.trivialRisk
    if read.hasSkip {
      certificate = try layer.leastRisk(skip: read.skip)
      lowerBound = try F18SkipConnection.exact(problem: problem, width: layer.rank).double
    } else {
      certificate = layer.value
      lowerBound = try F2RiskLowerBound.value(problem: problem, width: layer.rank)
    }
    let isPlain = !read.hasSkip && layer.rank < problem.inputDimension
    witness = isPlain ? try Self.witness(layer) : nil
    envelope = isPlain ? try Self.envelope(layer) : nil
    guard let network = read.network else {
      (risk, riskLower, riskUpper, excess) = (nil, nil, nil, nil)
      return
    }
    let measured = try NetworkRisk(network, problem: problem, address: arguments.certifyAddress())
    guard measured.risk.isFinite, measured.standardError.isFinite else {
      throw FileError.broken("the network's outputs overflow on the samples; allowed: smaller weights")
    }
    risk = measured.risk
    riskLower = max(certificate, measured.risk - 4 * measured.standardError)
    riskUpper = measured.risk + 4 * measured.standardError
    excess = measured.excess
  }

  private static func witness(_ layer: FirstLayerCertificate) throws -> Witness {
    let (d, witness) = (layer.problem.dimension, try F7WorstCase.witness(layer))
    return Witness(
      tokens: (0..<layer.problem.tokens).map { Array(witness.tokens[($0 * d)..<($0 * d + d)]) },
      subset: witness.subset.map { $0 + 1 }, targetNorm: witness.targetNorm)
  }

  /// At shares of the trivial risk; nil where there are too many subsets for the mean over them.
  private static func envelope(_ layer: FirstLayerCertificate) throws -> [Share]? {
    guard var envelope = try? F8Envelope(layer) else { return nil }
    return try [0.01, 0.05, 0.1, 0.25, 0.5, 1].map { share in
      let r = share * layer.problem.trivialRisk
      return Share(r: r, share: try envelope.upper(at: r))
    }
  }

  var text: String {
    var rows = [
      ("rank of the first layer on the tokens", "\(rank)"),
      ("certificate, the least risk with this first layer", "\(certificate)"),
      ("lower bound at this rank", "\(lowerBound)"),
      ("trivial risk d/q", "\(trivialRisk)"),
      ("singular values, largest and least", "\(singularValues.first ?? 0), \(singularValues.last ?? 0)"),
    ]
    if let risk, let riskLower, let riskUpper, let excess {
      rows.append(("risk on fresh samples", "\(risk), from \(riskLower) to \(riskUpper)"))
      rows.append(("excess over the certificate", "\(excess)"))
    }
    if let witness {
      let subset = witness.subset.map(String.init).joined(separator: ", ")
      rows.append(("error at the witness or its opposite", "at least \(witness.targetNorm), y = {\(subset)}"))
    }
    for share in envelope ?? [] {
      rows.append(("inputs with a squared error <= \(share.r)", "a share of at most \(share.share)"))
    }
    return lines(rows)
  }
}
