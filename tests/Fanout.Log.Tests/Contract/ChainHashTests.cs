using CsCheck;

namespace Fanout.Log.Tests;

/// <summary>The chain hash is part of the stored format, and every field but the stamp is in it.</summary>
public sealed class ChainHashTests
{
    private static readonly Entry Sample = new()
    {
        Partition = 3,
        Epoch = 7,
        Sequence = 41,
        MatchId = "m1",
        MatchSequence = 5,
        Kind = EntryKind.Change,
        Key = "feed/e1",
        ContentDigest = new ContentDigest(1),
        Retention = KeyRetention.Match,
        Life = MatchLife.Closes,
        Continues = new LogPosition(6, 40),
        Public = "public"u8.ToArray(),
        Writer = "writer"u8.ToArray(),
        PublishedMs = 1,
        Chain = default,
    };

    [Fact]
    public void The_hash_of_a_known_entry_never_changes() =>
        Assert.Equal("a3c317d496aa6d6f1966e8b69daabef8", ChainHash.Next(ChainHash.None, Sample).ToString());

    [Fact]
    public void Covers_everything_but_the_stamp()
    {
        Entry[] others =
        [
            Sample with { Epoch = 8 },
            Sample with { Sequence = 42 },
            Sample with { MatchId = "m2" },
            Sample with { MatchSequence = 6 },
            Sample with { Kind = EntryKind.Opening },
            Sample with { Key = "feed/e2" },
            Sample with { ContentDigest = new ContentDigest(2) },
            Sample with { Retention = KeyRetention.Day },
            Sample with { Life = MatchLife.Reopens },
            Sample with { Continues = new LogPosition(6, 39) },
            Sample with { Continues = new LogPosition(5, 40) },
            Sample with { Public = "publi"u8.ToArray() },
            Sample with { Writer = "writes"u8.ToArray() },
            // The same bytes, cut elsewhere.
            Sample with { Public = "publicw"u8.ToArray(), Writer = "riter"u8.ToArray() },
        ];
        ChainHash[] hashes = [ChainHash.Next(ChainHash.None, Sample), .. others.Select(
            other => ChainHash.Next(ChainHash.None, other))];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], ChainHash.Next(ChainHash.None, Sample with { PublishedMs = 2 }));
    }

    [Fact]
    public void Depends_on_all_that_came_before() =>
        Gen.ULong.Select(Gen.ULong).Where((one, other) => one != other).Sample((one, other) =>
            ChainHash.Next(new ChainHash(one), Sample) != ChainHash.Next(new ChainHash(other), Sample));
}
