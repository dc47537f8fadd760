import Testing
import Theory

@Suite struct WeightModeTests {
  @Test("a mode's norm is its own, and it does not see the family, what never moves, or another mode")
  func projection() throws {
    for sparsity in [2, 3] {
      let problem = try Problem(tokens: 6, dimension: 2, sparsity: sparsity)
      for mode in WeightMode.allCases {
        let direction = try matrix(mode, problem)
        let size = direction.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for other in WeightMode.allCases {
          let seen = try other.norm(in: direction, problem)
          #expect(abs(seen - (other == mode ? size : 0)) <= 1e-14, "\(mode) by \(other): \(seen)")
        }
        var shifted = direction
        for i in 0..<6 {
          for j in 0..<6 { shifted[i, j] += (i == j ? 3 : 0) - 0.5 + 0.7 * Double(j) }
        }
        #expect(abs(try mode.norm(in: shifted, problem) - size) <= 1e-13)
      }
    }
  }

  @Test("an exponent of the full flow is extrapolated, and another mode's is refuted")
  func predicate() throws {
    let predicate = D9RandomStartPredicate(try Problem(tokens: 6, dimension: 2, sparsity: 2))
    #expect(try predicate.judge(early: 0.6835, late: 0.6855, of: .difference).isVerified)
    #expect(try predicate.judge(early: 0.6875, late: 0.67, of: .difference).isRefuted)
    #expect(try predicate.judge(early: 0.6835, late: 0.6855, of: .symmetric).isRefuted)
    #expect(try predicate.judge(early: 0.6835, late: 0.6855, of: .antisymmetric).isRefuted)
    #expect(try predicate.judge(early: .infinity, late: .infinity, of: .difference).word == "undecided")
  }

  @Test("triangular factors solve a system that needs its rows exchanged, and singular matrices throw")
  func factor() throws {
    let matrix = try Matrix(rows: 3, columns: 3, elements: [0, 2, 1, 1, 1, 0, 3, 0, 1])
    let x = try LUFactor(matrix).solve([7, 3, 6])
    for (value, exact) in zip(x, [1.0, 2, 3]) { #expect(abs(value - exact) <= 1e-14) }
    #expect(throws: TheoryError.self) {
      try LUFactor(Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 4]))
    }
    #expect(throws: TheoryError.self) { try LUFactor(Matrix(rows: 2, columns: 3)) }
  }

  @Test("a mode's norm needs a T x T matrix and four tokens")
  func errors() throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 2)
    #expect(throws: TheoryError.self) {
      try WeightMode.difference.norm(in: Matrix(rows: 5, columns: 6), problem)
    }
  }

  private func matrix(_ mode: WeightMode, _ problem: Problem) throws -> Matrix {
    var result = try Matrix(rows: problem.tokens, columns: problem.tokens)
    for (factor, part) in zip(mode.coefficients(problem), try mode.basis(problem)) {
      for i in 0..<problem.tokens {
        for j in 0..<problem.tokens { result[i, j] += factor * part[i, j] }
      }
    }
    return result
  }
}
