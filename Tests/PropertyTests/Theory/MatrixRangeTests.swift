import Testing
import Theory

/// Matrices with entries at the ends of the numbers, and elementary functions there.
@Suite struct MatrixRangeTests {
  @Test(arguments: [0x1p-1060, 1e-300, 1e-160, 1, 1e154, 1e300])
  func `eigenvalues and norms of every size`(scale: Double) throws {
    let matrix = try Matrix(rows: 2, columns: 2, elements: [scale, scale, scale, -scale])
    let values = try matrix.symmetricEigenvalues().sorted()
    let expected = 1.4142135623730950488 * scale
    // Subnormal numbers have an absolute grid.
    let tolerance = 4e-16 * expected + 0x1p-1074
    #expect(abs(values[0] + expected) <= tolerance && abs(values[1] - expected) <= tolerance)
    #expect(abs(try matrix.largestEigenvalue() - expected) <= tolerance)
    #expect(abs(matrix.frobeniusNorm - 2 * scale) <= 4e-16 * scale + 0x1p-1073)
    #expect(abs(try SingularValues(of: matrix).values[1] - expected) <= tolerance)
  }

  @Test func `the tolerance of singular values is at least 0 and below 1`() throws {
    let matrix = try Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 0.5])
    #expect(try SingularValues(of: matrix, relativeTolerance: 0).rank == 2)
    #expect(try SingularValues(of: matrix, relativeTolerance: 1 - 0x1p-53).rank == 1)
    for tolerance in [-0x1p-1074, 1, Double.nan] {
      #expect(throws: TheoryError.self) { try SingularValues(of: matrix, relativeTolerance: tolerance) }
    }
  }

  @Test func `what exceeds all numbers is an error or infinite, never wrong`() throws {
    let large = try Matrix(rows: 2, columns: 2, elements: [1.7e308, 1.7e308, 1.7e308, 1.7e308])
    #expect(throws: TheoryError.self) { try large.symmetricEigenvalues() }
    #expect(throws: TheoryError.self) { try SingularValues(of: large) }
    #expect(large.frobeniusNorm == .infinity)
    #expect(try Matrix(rows: 1, columns: 2, elements: [.infinity, 1]).frobeniusNorm == .infinity)
    #expect(try Matrix(rows: 1, columns: 2, elements: [1, .nan]).frobeniusNorm.isNaN)
    for entry in [Double.nan, .infinity] {
      let broken = try Matrix(rows: 2, columns: 2, elements: [1, 0, 0, entry])
      #expect(throws: TheoryError.self) { try broken.symmetricEigenvalues() }
      #expect(throws: TheoryError.self) { try LUFactor(broken) }
      #expect(throws: TheoryError.self) { try CholeskyFactor(broken) }
      #expect(throws: TheoryError.self) { try SingularValues(of: broken) }
    }
    #expect(throws: TheoryError.self) {
      try LUFactor(Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 0x1p-1030]))
    }
    #expect(throws: TheoryError.self) {
      try CholeskyFactor(Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 1]))
    }
  }

  @Test func `factors solve an ill-conditioned system to what its condition allows`() throws {
    // The Hilbert matrix of order 6, condition 1.495e7, times (1, .., 1).
    var hilbert = try Matrix(rows: 6, columns: 6)
    for row in 0..<6 { for column in 0..<6 { hilbert[row, column] = 1 / Double(row + column + 1) } }
    let right = (0..<6).map { row in (0..<6).reduce(0) { $0 + 1 / Double(row + $1 + 1) } }
    for value in try LUFactor(hilbert).solve(right) { #expect(abs(value - 1) <= 2e-8) }
    let factor = try CholeskyFactor(hilbert)
    // b^T H^-1 b = (1, .., 1) b, the sum of all entries.
    let sum = hilbert.elements.reduce(0, +)
    #expect(abs(try factor.inverseSquare(right) - sum) <= 1e-12 * sum)
    #expect(abs(factor.logarithmOfDeterminant - -39.766206706097660497) <= 1e-8)
  }

  @Test(
    arguments: [
      (1e-300, 1.0000000000000000250590918352088e-300), (-1e-17, -1.0000000000000000765424240546219e-17),
      (0.5, 0.40546510810816438197801311546435), (-0.2928, -0.34644176765870337933909766616348),
      (0x1p-1074, 0x1p-1074), (1e308, 709.19620864216607068852043167222),
    ] as [(Double, Double)])
  func `log1p over its range`(x: Double, value: Double) {
    #expect(abs(Elementary.log1p(x) - value) <= 2 * value.ulp)
  }

  @Test(
    arguments: [
      (709.78, 1.792822794394515620908412539349e308), (-708, 3.3075530036384079962011742972052e-308),
      (-744, 0x1p-1073), (0.34657359, 1.4142135619771539050101023848033),
    ] as [(Double, Double)])
  func `exp over its range`(x: Double, value: Double) {
    #expect(abs(Elementary.exp(x) - value) <= value.ulp)
    #expect(Elementary.exp(-746) == 0 && Elementary.exp(709.79) == .infinity && Elementary.exp(.nan).isNaN)
  }

  @Test(
    arguments: [
      (0x1p-1074, -744.44007192138126231410729844608),
      (1.7976931348623157e308, 709.78271289338399673222338991066),
      (0.7071067811865475, -0.34657359027997274335977535248737), (2, 0.69314718055994530941723212145818),
    ] as [(Double, Double)])
  func `log over its range`(x: Double, value: Double) {
    #expect(abs(Elementary.log(x) - value) <= value.ulp)
  }

  @Test(
    arguments: [
      (1e6, -0.34999350217129295211765248678077, 0.93675212753314478693853253507492),
      (999_999.5, -0.75625108756167799302977671200302, 0.65428150865035093481204375571012),
      (355, -0.00003014435335948844921433028000865, -0.99999999954565898016593584169275),
      (0x1p-1030, 0x1p-1030, 1),
      (-710, -0.000060288706691585265933483799922767, 0.99999999818263592107659489137873),
      (0.785398163397448, 0.70710678118654726723807415365121, 0.70710678118654778156361457055839),
    ] as [(Double, Double, Double)])
  func `sine and cosine over their range`(x: Double, sine: Double, cosine: Double) {
    #expect(abs(Elementary.sin(x) - sine) <= sine.ulp && abs(Elementary.cos(x) - cosine) <= cosine.ulp)
    #expect(Elementary.sin(1.1e6).isNaN && Elementary.cos(-1.1e6).isNaN)
  }
}
