import Sim
import Theory

/// A fully connected network's first layer as it was read, and the rest of it if that was named.
struct ReadNetwork {
  /// The first layer's weights on the tokens, m x Td.
  let tokenWeights: Matrix
  /// Whether a linear map of X is added to the output.
  let hasSkip: Bool
  /// That map, d x Td, if it was named.
  let skip: Matrix?
  /// The whole network, if it was named.
  let network: FullyConnectedNetwork<Double>?
}

extension Arguments {
  /// The first layer that `--first-layer` names.
  ///
  /// - Throws: `FileError` if the file does not hold it.
  func firstLayer(of problem: Problem, in file: SafetensorsFile) throws -> ReadNetwork {
    let weights = try file.matrix(text("--first-layer"), transposed: has("--transposed"))
    return ReadNetwork(
      tokenWeights: try tokenColumns(weights, problem), hasSkip: has("--skip-connection"),
      skip: try skip(problem, file), network: nil)
  }

  /// The network that `--mlp` names.
  ///
  /// - Throws: `UsageError` for names that are no list, `FileError` if the file does not hold such a network.
  func network(of problem: Problem, in file: SafetensorsFile) throws -> ReadNetwork {
    let layers = try affineLayers(names("--mlp", atMost: 200), file)
    let widths = [layers[0].weights.columns] + layers.map(\.weights.rows)
    for (index, layer) in layers.enumerated() {
      guard layer.weights.columns == widths[index],
        layer.biases.map({ $0.count == layer.weights.rows }) ?? true
      else {
        throw FileError.broken(
          "layer \(index + 1) of --mlp is \(layer.weights.rows) x \(layer.weights.columns)"
            + (layer.biases.map { " with \($0.count) biases" } ?? "")
            + "; allowed: \(widths[index]) inputs and a bias for each output, or --transposed")
      }
    }
    let inputs = problem.inputDimension + problem.tokens
    guard widths[0] == inputs, widths.last == problem.dimension else {
      throw FileError.broken(
        "--mlp has \(widths[0]) inputs and \(widths.last ?? 0) outputs; allowed: T d + T = \(inputs) inputs (tokens, then "
          + "the indicator of y) and d = \(problem.dimension) outputs")
    }
    let skip = try skip(problem, file)
    let shape = try FullyConnectedShape(
      problem, hidden: Array(widths.dropFirst().dropLast()), hasBias: layers[0].biases != nil,
      activation: activation(), skipsTokens: skip != nil)
    let parameters = layers.flatMap { $0.weights.elements + ($0.biases ?? []) } + (skip?.elements ?? [])
    return ReadNetwork(
      tokenWeights: try tokenColumns(layers[0].weights, problem), hasSkip: skip != nil, skip: skip,
      network: try FullyConnectedNetwork<Double>(shape, parameters: parameters))
  }

  /// The layers of the names: every weight with its bias, or none with any.
  private func affineLayers(_ names: [String], _ file: SafetensorsFile) throws -> [(
    weights: Matrix, biases: [Double]?
  )] {
    let hasBiases = try names.count > 1 && file.axes(names[1]) == 1
    if hasBiases, names.count % 2 == 1 {
      throw UsageError(
        "--mlp names \(names.count) tensors; allowed: a bias for every weight, or none at all")
    }
    return try stride(from: 0, to: names.count, by: hasBiases ? 2 : 1).map { place in
      (
        try file.matrix(names[place], transposed: has("--transposed")),
        hasBiases ? try file.vector(names[place + 1]) : nil
      )
    }
  }

  private func skip(_ problem: Problem, _ file: SafetensorsFile) throws -> Matrix? {
    guard let name = try optionalText("--skip-weights") else { return nil }
    let skip = try file.matrix(name, transposed: has("--transposed"))
    guard skip.rows == problem.dimension, skip.columns == problem.inputDimension else {
      throw FileError.broken(
        "--skip-weights are \(skip.rows) x \(skip.columns); allowed: d x T d = \(problem.dimension) x "
          + "\(problem.inputDimension), or --transposed")
    }
    return skip
  }

  /// The columns of the tokens.
  private func tokenColumns(_ weights: Matrix, _ problem: Problem) throws -> Matrix {
    let columns = problem.inputDimension
    guard weights.columns >= columns, weights.rows <= CertifiedLayer.width else {
      throw FileError.broken(
        "the first layer is \(weights.rows) x \(weights.columns); allowed: at most \(CertifiedLayer.width) outputs and at "
          + "least T d = \(columns) inputs, or --transposed")
    }
    return try Matrix(
      rows: weights.rows, columns: columns,
      elements: (0..<weights.rows).flatMap { weights.row($0).prefix(columns) })
  }

  /// The names in the value of an option.
  ///
  /// - Throws: `UsageError` for an empty name or too many of them.
  func names(_ option: String, atMost count: Int) throws(UsageError) -> [String] {
    let text = try text(option)
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard names.count <= count, !names.contains("") else { throw refusal(option, text) }
    return names
  }

  /// The attention layer that `--value` and `--attention` name.
  ///
  /// - Throws: `FileError` if the file does not hold one for the problem.
  func attention(of problem: Problem, in file: SafetensorsFile) throws -> GivenAttention {
    let value = try file.matrix(text("--value"))
    let names = try names("--attention", atMost: 2)
    var keyQuery = try file.matrix(names[0])
    if names.count == 2 {
      let query = try file.matrix(names[1])
      guard query.rows == keyQuery.rows else {
        throw FileError.broken(
          "K and Q have \(keyQuery.rows) and \(query.rows) rows; allowed: as many, W = K^T Q")
      }
      keyQuery = try keyQuery.transposed.product(query)
    }
    let name = try text("--positions")
    let positions = try name == "one-hot" ? Matrix(identity: keyQuery.rows) : file.matrix(name)
    guard value.rows == problem.dimension, value.columns == problem.dimension else {
      throw FileError.broken(
        "V is \(value.rows) x \(value.columns); allowed: d x d = \(problem.dimension) x \(problem.dimension)")
    }
    guard keyQuery.rows == keyQuery.columns, positions.columns == keyQuery.rows else {
      throw FileError.broken(
        "W is \(keyQuery.rows) x \(keyQuery.columns) and the positions are \(positions.rows) x \(positions.columns); "
          + "allowed: d_e x d_e and T x d_e")
    }
    guard (problem.tokens...TrainingLimits.width).contains(positions.rows) else {
      throw FileError.broken(
        "there are \(positions.rows) positions; allowed: T = \(problem.tokens) to \(TrainingLimits.width)")
    }
    return try GivenAttention(value: value, keyQuery: keyQuery, positions: positions)
  }
}
