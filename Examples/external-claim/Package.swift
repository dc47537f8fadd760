// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "ExternalClaim",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "SparseTokenSelection", path: "../..")],
  targets: [
    .executableTarget(
      name: "ExternalClaim",
      dependencies: [.product(name: "SparseTokenSelection", package: "SparseTokenSelection")])
  ])
