import Foundation
import Testing

@testable import AuditLog

/// Values of the certificate-transparency project's own tests of RFC 6962.
enum ReferenceTree {
    static let leaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
        Array(0x60...0x6f),
    ]

    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static func leafHash(_ index: Int) -> TreeHash { leaves[index].withUnsafeBytes { .leaf($0) } }
}

@Suite struct TreeTests {
    @Test(arguments: 0...8)
    func `the root of n leaves is the reference's`(size: Int) {
        var frontier = TreeFrontier()
        for index in 0..<size { frontier.append(ReferenceTree.leafHash(index)) }
        #expect(frontier.root.hexadecimal == ReferenceTree.roots[size])
    }

    @Test(
        arguments: [
            (0, 1, []),
            (
                0, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                5, 8,
                [
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
            (
                1, 5,
                [
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ]
            ),
        ] as [(Int64, Int64, [String])])
    func `an inclusion proof is the reference's`(index: Int64, size: Int64, path: [String]) throws {
        let proof = try MemoryTree(Int(size)).prover.inclusion(of: index, inTreeOf: size)
        #expect(proof.map(\.hexadecimal) == path)
    }

    @Test(
        arguments: [
            (1, 1, []),
            (
                1, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                6, 8,
                [
                    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (
                2, 5,
                [
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ]
            ),
        ] as [(Int64, Int64, [String])])
    func `a consistency proof is the reference's`(old: Int64, new: Int64, path: [String]) throws {
        let proof = try MemoryTree(Int(new)).prover.consistency(from: old, to: new)
        #expect(proof.map(\.hexadecimal) == path)
    }

    @Test func `every inclusion proof up to 40 leaves holds, and none holds for another leaf, place, size or root`()
        throws
    {
        for size in Int64(1)...40 {
            let tree = MemoryTree(Int(size))
            for index in 0..<size {
                let (leaf, root) = (tree.leaves[Int(index)], tree.frontier.root)
                let path = try tree.prover.inclusion(of: index, inTreeOf: size)
                func holds(_ leaf: TreeHash, _ index: Int64, _ size: Int64, _ root: TreeHash, _ path: [TreeHash])
                    -> Bool
                {
                    TreeProof.verifyInclusion(of: leaf, at: index, inTreeOf: size, root: root, path: path)
                }
                #expect(holds(leaf, index, size, root, path))
                #expect(!holds(.node(leaf, leaf), index, size, root, path))
                #expect(!holds(leaf, index, size, .node(root, root), path))
                #expect(!holds(leaf, index, size, root, path + [leaf]))
                #expect(!holds(leaf, -1, size, root, path))
                #expect(!holds(leaf, size, size, root, path))
                if !path.isEmpty {
                    #expect(!holds(leaf, index, size, root, Array(path.dropLast())))
                    #expect(!holds(leaf, index ^ 1, size, root, path))
                    for position in path.indices {
                        var changed = path
                        changed[position] = .node(leaf, root)
                        #expect(!holds(leaf, index, size, root, changed))
                    }
                }
            }
        }
    }

    @Test func `every consistency proof up to 40 leaves holds, and none holds for another root or with a hash changed`()
        throws
    {
        for size in Int64(1)...40 {
            let tree = MemoryTree(Int(size))
            let root = tree.frontier.root
            for old in 1...size {
                let oldRoot = MemoryTree(Int(old)).frontier.root
                let proof = try tree.prover.consistency(from: old, to: size)
                func holds(_ oldRoot: TreeHash, _ root: TreeHash, _ proof: [TreeHash]) -> Bool {
                    TreeProof.verifyConsistency(from: old, root: oldRoot, to: size, root: root, proof: proof)
                }
                #expect(holds(oldRoot, root, proof))
                #expect(!holds(.node(root, root), root, proof))
                #expect(!holds(oldRoot, .node(root, root), proof))
                #expect(!holds(oldRoot, root, proof + [root]))
                for position in proof.indices {
                    var changed = proof
                    changed[position] = .node(root, oldRoot)
                    #expect(!holds(oldRoot, root, changed))
                }
            }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 8, 100, 1023, 1024, 1025])
    func `a frontier read from stored hashes grows as one that was kept`(size: Int) throws {
        let tree = MemoryTree(size)
        #expect(try TreeFrontier(size: Int64(size)) { try tree.hash(of: $0) } == tree.frontier)
    }
}

/// A tree with numbered leaves whose hashes are kept as the log keeps them: with the leaf that completed them.
struct MemoryTree {
    struct Missing: Error {}

    private(set) var frontier = TreeFrontier()
    private(set) var leaves: [TreeHash] = []
    private var completed: [[TreeHash]] = []

    init(_ size: Int) {
        for index in 0..<size {
            let leaf: TreeHash =
                index < ReferenceTree.leaves.count ? ReferenceTree.leafHash(index) : .leaf("leaf \(index)")
            leaves.append(leaf)
            var hashes: [TreeHash] = []
            frontier.append(leaf) { hashes.append($0) }
            completed.append(hashes)
        }
    }

    func hash(of node: TreeNode) throws -> TreeHash {
        let last = ((node.index + 1) << Int64(node.level)) - 1
        guard last < completed.count, node.level < completed[Int(last)].count else { throw Missing() }
        return completed[Int(last)][node.level]
    }

    var prover: TreeProver { TreeProver { try hash(of: $0) } }
}

extension TreeHash {
    var hexadecimal: String {
        data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
