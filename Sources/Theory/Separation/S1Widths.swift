/// How wide a fully connected network and how wide an attention layer must be for the same risk.
///
/// At a risk of eps d/q a fully connected network of any depth needs a first layer of at least the width m of F4,
/// linear in Td. One attention layer with Gaussian positions, the dual query, V = I and W = C I reaches that risk once
/// ```
/// p = eps / (2(q+1)),     N P(t_nu > (1 - gamma) sqrt(nu/q)) <= p   (A4),
/// C = (1/gamma) ln((N/q) sqrt(2(q+1)/eps))                          (A3 at half the risk):
/// R / (d/q) <= (q+1) [ ((N/q) e^{-gamma C})^2 + p ] <= eps,
/// ```
/// gamma in (0, 1) free; d_e is of order q log T.
///
/// Proof. By A3 a draw with margin gamma has a risk of at most `d (1 + 1/q) delta^2 = (d/q) (q+1) delta^2`,
/// delta <= (N/q) e^{-gamma C}. With probability 1 - p at least the margin is gamma; otherwise delta <= 1.
///
/// What is compared. A network's width is that of its whole first layer, which has m Td weights on the tokens. An
/// attention layer's width d + d_e is that of one token, so it holds (d + d_e) T numbers for a sequence, of the order of
/// a network's m; but its parameters, d^2 + d_e^2, do not grow with T except through d_e.
///
/// Not attention as such, but treating tokens alike is what saves them. A fully connected layer that is shared over
/// tokens and followed by a sum over them solves the task with d neurons a token and 2d^2 + 3d parameters at any T, given
/// for each token whether it lies in y: `h_ia = relu(x_ia + K (2 [i in y] - 1))`, `f_a = (1/q) sum_i h_ia - K - const`, up
/// to a risk that vanishes as K grows. With c < d neurons a token its risk is at least (d - c)/q, whatever T: for weights
/// shared over tokens (or any circular convolution) Pi is block diagonal in Fourier space with rank at most c at every
/// frequency, where S has the eigenvalues hi at frequency 0 and lo at the T - 1 others, and hi + (T-1) lo = 1/q. What is
/// bounded here is a first layer on the flattened sequence.
///
/// The width is a guarantee and not the least possible: as gamma falls to 0 and C grows, d_e falls by up to
/// (1 - gamma)^2.
///
/// Source: a separation between widths linear and logarithmic in T, Wang et al. 2024; these widths, derived here.
public struct S1Widths: Hashable, Sendable, Codable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The risk's share eps of the trivial risk.
  public let share: Rational
  /// The margin gamma.
  public let margin: Double
  /// The least width m of a network's first layer, F4.
  public let networkWidth: Int
  /// The position dimension d_e of the attention layer.
  public let positionDimension: Int
  /// The factor C of the attention layer's W = C I.
  public let logit: Double
  /// The allowed probability p of a margin below gamma.
  public let failure: Double

  /// The widths at a share eps of the trivial risk.
  ///
  /// - Throws: `TheoryError` unless 0 < eps <= 1 and 0 < gamma < 1, and if a number overflows.
  public init(problem: Problem, share: Rational, margin: Double = 0.5) throws(TheoryError) {
    guard share > .zero, share <= .one else {
      throw TheoryError(value: "share = \(share)", rule: "0 < share <= 1")
    }
    guard margin > 0, margin < 1 else {
      throw TheoryError(value: "margin = \(margin)", rule: "0 < margin < 1")
    }
    let eps = share.double
    self.problem = problem
    self.share = share
    self.margin = margin
    networkWidth = try F4WidthNeeded.exact(problem: problem, share: share)
    failure = eps / (2 * Double(problem.sparsity + 1))
    positionDimension = try A4WidthForMargin.minimalWidth(
      tokens: problem.tokens, sparsity: problem.sparsity, margin: margin, failure: failure)
    logit = try A3Concentration.sufficientLogit(
      problem: problem, margin: margin, risk: eps / 2 * problem.trivialRisk)
  }

  /// The attention layer's width d + d_e, of one token.
  public var attentionWidth: Int { problem.dimension + positionDimension }

  /// The weights on the tokens of a network's first layer of the least width, m Td, as a Double.
  public var networkParameters: Double { Double(networkWidth) * Double(problem.inputDimension) }

  /// The attention layer's parameters, d^2 + d_e^2, as a Double.
  public var attentionParameters: Double {
    let (d, width) = (Double(problem.dimension), Double(positionDimension))
    return d * d + width * width
  }

  /// The numbers (d + d_e) T that an attention layer holds for a sequence, as a Double.
  public var attentionActivations: Double { Double(attentionWidth) * Double(problem.tokens) }

  /// The neurons a token, d, of a layer shared over tokens that solves the task; fewer leave (d - c)/q.
  public var sharedWidth: Int { problem.dimension }

  /// The share of d/q that a shared network with c channels and threshold K has, each channel a coordinate of F6's network
  /// at every token: `(d - c)/d + c T (s(K)/2 - mu^2)/(d q)`.
  ///
  /// - Throws: `TheoryError` unless 1 <= c <= d, for a threshold out of F6's range.
  public func sharedShare(channels: Int, threshold: Double) throws(TheoryError) -> Double {
    guard (1...problem.dimension).contains(channels) else {
      throw TheoryError(value: "channels = \(channels)", rule: "1 <= channels <= d = \(problem.dimension)")
    }
    let network = try F6HandMadeNetwork(
      problem: problem, coordinates: channels * problem.tokens, threshold: threshold)
    return try network.risk() / problem.trivialRisk
  }

  /// The least threshold K, a multiple of 1/4, at which d channels reach the allowed share.
  ///
  /// - Throws: `TheoryError` if none up to 32 does.
  public func sharedThreshold() throws(TheoryError) -> Double {
    for quarters in 1...128 {
      let threshold = Double(quarters) / 4
      if try sharedShare(channels: sharedWidth, threshold: threshold) <= share.double { return threshold }
    }
    throw TheoryError(value: "share = \(share)", rule: "reached by a threshold of at most 32")
  }

  /// The parameters of that shared network, 2 d^2 + 3 d.
  public var sharedParameters: Int { 2 * problem.dimension * problem.dimension + 3 * problem.dimension }

  /// The same statement with other widths, true or not.
  public func stated(networkWidth: Int? = nil, positionDimension: Int? = nil) -> S1Widths {
    S1Widths(self, networkWidth ?? self.networkWidth, positionDimension ?? self.positionDimension)
  }

  private init(_ other: S1Widths, _ networkWidth: Int, _ positionDimension: Int) {
    (problem, share, margin) = (other.problem, other.share, other.margin)
    (logit, failure) = (other.logit, other.failure)
    self.networkWidth = networkWidth
    self.positionDimension = positionDimension
  }

  /// The guaranteed share `(q+1) [((N/q) e^{-gamma C})^2 + failure bound]` of the trivial risk.
  ///
  /// - Throws: `TheoryError` never, for valid widths.
  public func guaranteedShare() throws(TheoryError) -> Double {
    let odds = try A3Concentration.oddsBound(problem: problem, margin: margin, logit: logit)
    let law = try A4WidthForMargin(sparsity: problem.sparsity, positionDimension: positionDimension)
    let failed = try law.failureBound(tokens: problem.tokens, margin: margin)
    return Double(problem.sparsity + 1) * (odds * odds + failed)
  }
}
