import Foundation
import Testing
import Theory

@Suite struct MatrixTests {
  @Test func `product and transpose of a known example`() throws {
    let left = try Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    let product = try left.product(left.transposed)
    #expect(product.elements == [14, 32, 32, 77])
    #expect(left.transposed.elements == [1, 4, 2, 5, 3, 6])
    #expect(left.transposed.transposed == left)
    #expect(try left.product(Matrix(identity: 3)) == left)
    #expect(throws: TheoryError.self) { try left.product(left) }
    #expect(throws: TheoryError.self) { try Matrix(rows: 2, columns: 2, elements: [1]) }
    #expect(throws: TheoryError.self) { try Matrix(rows: -1, columns: 2) }
    #expect(throws: TheoryError.self) { try Matrix(rows: Int.max, columns: 2) }
  }

  @Test func `singular values of known matrices`() throws {
    // W W^T of [[3, 0], [4, 5]] is [[9, 12], [12, 41]], eigenvalues 45 and 5.
    let small = try SingularValues(of: Matrix(rows: 2, columns: 2, elements: [3, 0, 4, 5]))
    #expect(abs(small.values[0] - 45.squareRoot()) < 1e-14)
    #expect(abs(small.values[1] - 5.squareRoot()) < 1e-14)
    // All ones: one singular value, the root of the number of entries.
    for (rows, columns) in [(4, 7), (7, 4), (5, 5), (1, 6), (6, 1)] {
      let ones = try Matrix(
        rows: rows, columns: columns, elements: [Double](repeating: 1, count: rows * columns))
      let values = try SingularValues(of: ones)
      #expect(values.values.count == min(rows, columns))
      #expect(abs(values.values[0] - Double(rows * columns).squareRoot()) < 1e-14)
      #expect(values.rank == 1)
    }
    // The Hilbert matrix of order 4, condition number 15513.7387389.
    let orders: [Double] = [1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, 4, 5, 6, 7]
    let hilbert = orders.map { 1 / $0 }
    let ill = try SingularValues(of: Matrix(rows: 4, columns: 4, elements: hilbert))
    #expect(abs(ill.values[0] / ill.values[3] - 15513.738738929) < 1e-6)
    #expect(ill.rank == 4)
    // Its smallest two are 6.7e-3 and 9.7e-5.
    let square = try Matrix(rows: 4, columns: 4, elements: hilbert)
    #expect(try SingularValues(of: square, relativeTolerance: 1e-3).rank == 3)
  }

  @Test(arguments: [(3, 8), (8, 3), (6, 6), (12, 5), (5, 12)])
  func `row space of a rank-deficient matrix`(rows: Int, columns: Int) throws {
    // Entries depend on i and k through two products: rank 2.
    var matrix = try Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns {
        matrix[row, column] =
          Double((row * 7) % 5 + 1) * Double((column * 3) % 7 + 1) + 0.3 * Double(row - 1)
          * Double(column * column)
      }
    }
    let values = try SingularValues(of: matrix)
    #expect(values.rank == 2)
    let basis = values.rowSpace
    let gram = try basis.product(basis.transposed)
    for (index, entry) in gram.elements.enumerated() {
      #expect(abs(entry - (index % 3 == 0 ? 1 : 0)) < 1e-14)
    }
    // W Pi = W.
    let image = try matrix.product(basis.transposed).product(basis)
    for (left, right) in zip(image.elements, matrix.elements) {
      #expect(abs(left - right) < 1e-13 * matrix.frobeniusNorm)
    }
  }

  @Test func `extreme scales, zeros, and entries that are not finite`() throws {
    let tiny = try SingularValues(of: Matrix(rows: 1, columns: 2, elements: [3e-300, 4e-300]))
    #expect(abs(tiny.values[0] / 5e-300 - 1) < 1e-14)
    let large = try SingularValues(of: Matrix(rows: 1, columns: 2, elements: [3e300, 4e300]))
    #expect(abs(large.values[0] / 5e300 - 1) < 1e-14)
    let zero = try SingularValues(of: Matrix(rows: 2, columns: 3))
    #expect(zero.rank == 0 && zero.values == [0, 0] && zero.rowSpace.rows == 0)
    #expect(throws: TheoryError.self) {
      try SingularValues(of: Matrix(rows: 1, columns: 1, elements: [.nan]))
    }
    #expect(throws: TheoryError.self) {
      try SingularValues(of: Matrix(rows: 1, columns: 1, elements: [1]), relativeTolerance: .nan)
    }
  }

  @Test func `largest eigenvalue of symmetric matrices`() throws {
    #expect(abs(try Matrix(rows: 2, columns: 2, elements: [2, 1, 1, 2]).largestEigenvalue() - 3) < 1e-15)
    #expect(try Matrix(rows: 1, columns: 1, elements: [-4]).largestEigenvalue() == -4)
    #expect(try Matrix(rows: 3, columns: 3).largestEigenvalue() == 0)
    // The path graph on n vertices has the largest eigenvalue 2 cos(pi/(n+1)); n = 5 gives the root of 3.
    var path = try Matrix(rows: 5, columns: 5)
    for index in 0..<4 {
      path[index, index + 1] = 1
      path[index + 1, index] = 1
    }
    #expect(abs(try path.largestEigenvalue() - 3.squareRoot()) < 1e-14)
    #expect(throws: TheoryError.self) { try Matrix(rows: 2, columns: 3).largestEigenvalue() }
  }

  @Test func `exact orthogonal basis drops dependent rows`() throws {
    let rows = [[1, 2, 2], [2, 4, 4], [1, 0, 0], [0, 1, 1]].joined().map { Rational($0) }
    let basis = try RationalMatrix(rows: 4, columns: 3, elements: rows).orthogonalRowBasis()
    #expect(basis.elements.map(\.description) == ["1", "2", "2", "4", "-1", "-1"])
  }

  @Test func `a rational matrix is read only if its entries fill its shape`() throws {
    func read(_ rows: Int, _ columns: Int) throws -> RationalMatrix {
      let matrix = try RationalMatrix(rows: 2, columns: 3)
      var fields = try #require(
        JSONSerialization.jsonObject(with: JSONEncoder().encode(matrix)) as? [String: Any])
      (fields["rows"], fields["columns"]) = (rows, columns)
      let data = try JSONSerialization.data(withJSONObject: fields)
      return try JSONDecoder().decode(RationalMatrix.self, from: data)
    }
    #expect(try read(2, 3).elements.count == 6)
    #expect(try read(3, 2).rows == 3)
    for (rows, columns) in [(3, 3), (2, 2), (-2, -3), (Int.max, 2)] {
      #expect(throws: TheoryError.self) { try read(rows, columns) }
    }
  }

  @Test func `subsets are complete, sorted and different`() throws {
    for (tokens, sparsity) in [(2, 1), (5, 2), (6, 3), (7, 6)] {
      let problem = try Problem(tokens: tokens, dimension: 1, sparsity: sparsity)
      let list = Array(Subsets(of: problem))
      #expect(list.count == (try Subsets.count(of: problem)))
      #expect(Set(list).count == list.count)
      #expect(list.allSatisfy { $0 == $0.sorted() && Set($0).count == sparsity && $0.last! < tokens })
    }
    #expect(throws: TheoryError.self) {
      try Subsets.count(of: Problem(tokens: 60, dimension: 1, sparsity: 30))
    }
  }
}
