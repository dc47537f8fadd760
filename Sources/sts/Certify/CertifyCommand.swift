import Sim
import Theory

extension Command {
  static let certify = Command(
    name: "certify", summary: "what a network of your own can and cannot do (F2, F3, F7, F8, F18; A1, D1)",
    discussion: """
      Reads weights from a safetensors file (F64, F32, F16, BF16) and says what the theory says of them. One of these:

      --first-layer  the first layer of a fully connected network, a matrix m x k with k >= T d (k x m with
                     --transposed): its first T d columns are those of the tokens, x_1's d coordinates first; columns after
                     them, such as those of the indicator of y, do not matter. What follows it may be anything.
                     certificate is the risk that no network with this first layer beats (F3), lowerBound the one that none
                     of its rank beats (F2), witness an input in its kernel and a subset on which the error at the input or
                     at its opposite is at least targetNorm >= 1/(2q - 1) (F7), envelope the share of inputs with a squared
                     error of at most r, no network's is larger (F8). With --skip-connection, a linear map of X that is
                     added to the output, certificate and lowerBound are those of F18, without witness and envelope.
                     JSON: {rank, certificate, lowerBound, trivialRisk, singularValues, witness: {tokens, subset,
                     targetNorm}, envelope: [{r, share}]}; tokens as T rows, subset counted from 1.
      --mlp          a whole network: weights and biases from the first layer to the last, `W1,b1,W2,b2`, or without
                     biases `W1,W2`, of k = T d + T inputs, the tokens and the 0/1 indicator of y; W is outputs x inputs.
                     Its risk on fresh samples is added: JSON gains {risk, riskLower, riskUpper, excess}; the interval is
                     that of four standard errors, and the certificate is a proved lower end.
      --attention    with --value: an attention layer V X softmax(E W e_y), e_y the sum of the subset's positions; W, or
                     two names `K,Q` for W = K^T Q. Positions are one-hot unless --positions names a matrix with one in
                     each row. risk is exact over tokens (A1), and over subsets where there are at most
                     \(GivenAttention.mostSubsets) (else standardError is not 0); alpha, logit and cosine are those of the
                     nearest member of the family that the flow keeps (D1), flow is the nearest point of the flow from zero
                     and flowDistance how far it is in the plane of alpha and C. With --test-tokens and --test-sparsity also
                     at another length, on the first T' positions: JSON gains {testRisk, testStandardError, testFormula
                     (L1, at alpha and logit)}.
                     JSON: {risk, standardError, massOnSubset, alpha, logit, cosine, flow: {t, alpha, logit, massOnSubset,
                     risk}, flowDistance, trivialRisk}.

      A file that is broken, or no safetensors file, has status 65, one that cannot be opened 66.
      """,
    operands: ["<weights.safetensors>"],
    options: Option.problem + certifyOptions
  ) { arguments, _ in
    let problem = try arguments.problem()
    let kind = try arguments.certified()
    _ = (try arguments.word("--seed"), try arguments.activation())
    try TrainingLimits.check(problem.inputDimension, "tokens * dimension", atMost: CertifiedLayer.inputs)
    let file = try SafetensorsFile(path: arguments.operands[0])
    switch kind {
    case .firstLayer:
      return try CertifiedLayer(problem, arguments.firstLayer(of: problem, in: file), arguments)
    case .network: return try CertifiedLayer(problem, arguments.network(of: problem, in: file), arguments)
    case .attention:
      return try CertifiedAttention(problem, arguments.attention(of: problem, in: file), arguments)
    }
  }

  private static let certifyOptions: [Option] = [
    Option(
      "--first-layer", "name", "the tensor of a first layer's weights", allowed: "a name in the file",
      absence: .allowed),
    Option(
      "--mlp", "names", "the tensors of a network's weights and biases, first layer to last",
      allowed: "names in the file, separated by commas", absence: .allowed),
    Option(
      "--value", "name", "the tensor of an attention layer's V", allowed: "a name in the file",
      absence: .allowed),
    Option(
      "--attention", "names", "the tensor of an attention layer's W, or those of K and Q",
      allowed: "one name in the file, or two separated by a comma", absence: .allowed),
    Option(
      "--positions", "name", "the tensor of the positions, one in each row",
      allowed: "one-hot, or a name in the file", absence: .means("one-hot")),
    Option(flag: "--transposed", "the weights of layers are stored inputs x outputs"),
    Option(flag: "--skip-connection", "a linear map of X, free of y, is added to the output"),
    Option(
      "--skip-weights", "name", "the tensor of that map, d x T d, needed with --mlp and --skip-connection",
      allowed: "a name in the file", absence: .allowed),
    .activation("what follows every layer of --mlp but the last; gelu is the form with tanh"),
    .testTokens.optional(
      "with --attention, another sequence length",
      allowed: "an integer >= 2, at most the number of positions"),
    .testSparsity.optional("with --test-tokens, the number of tokens to average there; q by default"),
    .seed("the base seed of samples"),
  ]
}

/// What is certified.
enum Certified: String, CaseIterable, Sendable {
  case firstLayer = "--first-layer"
  case network = "--mlp"
  case attention = "--attention"

  /// The options that belong to it alone.
  var companions: [String] {
    switch self {
    case .firstLayer: ["--transposed", "--skip-connection", "--skip-weights"]
    case .network: ["--transposed", "--skip-connection", "--skip-weights", "--activation"]
    case .attention: ["--value", "--positions", "--test-tokens", "--test-sparsity"]
    }
  }
}

extension Arguments {
  /// The one thing that is to be certified.
  ///
  /// - Throws: `UsageError` if none or two are named, or an option is given that belongs to another.
  fileprivate func certified() throws(UsageError) -> Certified {
    let names = Certified.allCases.map(\.rawValue)
    let asked = Certified.allCases.filter { isGiven($0.rawValue) }
    guard let kind = asked.first else {
      throw UsageError("nothing is named; allowed: one of \(names.joined(separator: ", "))")
    }
    if asked.count > 1 { throw Self.exclusion(asked[0].rawValue, asked[1].rawValue) }
    for other in Certified.allCases {
      for option in other.companions where isGiven(option) && !kind.companions.contains(option) {
        throw Self.exclusion(option, kind.rawValue)
      }
    }
    if isGiven("--skip-weights"), !has("--skip-connection") {
      throw UsageError("--skip-weights is given; allowed: with --skip-connection")
    }
    if kind == .network, has("--skip-connection"), !isGiven("--skip-weights") {
      throw UsageError("--skip-weights is missing; allowed: \(allowed("--skip-weights"))")
    }
    let lists = [("--mlp", 200), ("--attention", 2)].filter { isGiven($0.0) }
    for (option, count) in lists { _ = try self.names(option, atMost: count) }
    if isGiven("--test-sparsity"), !isGiven("--test-tokens") {
      throw UsageError("--test-tokens is missing; allowed: \(allowed("--test-tokens"))")
    }
    return kind
  }
}
