import Theory

/// A flow with values of an independent program.
struct FlowGolden: Sendable, CustomStringConvertible {
  let tokens: Int
  let dimension: Int
  let sparsity: Int
  let positions: PositionLaw
  /// The rows (t, alpha, C, P, R).
  let states: [(Double, Double, Double, Double, Double)]
  /// The relative error of those values.
  let precision: Double

  var description: String { "T=\(tokens) d=\(dimension) q=\(sparsity) \(positions)" }

  func flow() throws -> GradientFlow {
    try GradientFlow(
      problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), positions: positions)
  }

  /// The golden file's trajectories, good to 7 digits of the risk.
  static let trajectories = [
    FlowGolden(
      tokens: 8, dimension: 4, sparsity: 2, positions: .oneHot,
      states: [
        (1, 0.117601542, 0.00321675363, 0.250603626, 1.88903),
        (10, 0.775412117, 0.247981216, 0.299300492, 1.376204),
        (100, 1.24973232, 2.38327953, 0.783243197, 0.04981532),
        (1e4, 1.02280629, 4.87156846, 0.977532378, 0.0003521147),
        (1e6, 1.00228964, 7.17720772, 0.997713846, 3.500315e-06),
      ], precision: 3e-7),
    FlowGolden(
      tokens: 20, dimension: 5, sparsity: 3, positions: .oneHot,
      states: [
        (10, 0.396610725, 0.0241086531, 0.15309986, 1.503591),
        (100, 1.71787191, 1.36257349, 0.408051181, 0.4531601),
        (126, 1.73011556, 1.72773383, 0.4982832, 0.2533094),
        (1000, 1.18734067, 3.370101, 0.836921684, 0.01109309),
        (1e5, 1.01793609, 5.75231917, 0.982324082, 9.522493e-05),
      ], precision: 3e-7),
    FlowGolden(
      tokens: 20, dimension: 5, sparsity: 3, positions: .orthonormalFrame(width: 64),
      states: [
        (100, 1.19619783, 0.311714975, 0.194209536, 1.255496),
        (1000, 1.36805687, 2.63449308, 0.710927312, 0.04725075),
        (1e5, 1.03288079, 5.14343599, 0.967979511, 0.0003217813),
      ], precision: 3e-7),
  ]

  /// From zero in 40-digit arithmetic: Radau IIA with 6 stages, order 11, nine steps a unit of log(1 + t), good to
  /// 1e-11 by comparison with six steps a unit.
  static let highPrecision = FlowGolden(
    tokens: 20, dimension: 5, sparsity: 3, positions: .oneHot,
    states: [
      (0.01, 0.000499875024790813935, 2.79558671947667131e-8, 0.150000003564373102, 1.66641679161709223),
      (1, 0.0487744395511457358, 0.000275039958336989622, 0.150035070970538278, 1.64286848149543816),
      (10, 0.396610724992939782, 0.0241086530906077842, 0.153099859832816545, 1.50359115920487744),
      (100, 1.71787191463128267, 1.36257348835591389, 0.408051180893310878, 0.45316012754236699),
      (1e3, 1.18734067337721885, 3.37010100188106643, 0.836921683940173747, 0.0110930894913043808),
      (1e4, 1.05679418018458602, 4.59232910855460485, 0.945716783648646997, 0.000968451033098012829),
      (1e6, 1.00567840098726947, 6.90467888738465593, 0.994348000285664859, 9.50267901792467347e-6),
      (1e8, 1.00056827494304559, 9.20740591619923751, 0.999431990850636659, 9.50003548352841894e-8),
      (1e10, 1.00005683252026762, 11.5099928817017162, 0.999943170139525078, 9.50000044188896052e-10),
      (1e12, 1.00000568330319693, 13.8125779979568308, 0.999994316723402865, 9.500000005289491e-12),
    ], precision: 4e-10)
}
