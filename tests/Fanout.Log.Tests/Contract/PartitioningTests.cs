using CsCheck;

namespace Fanout.Log.Tests;

/// <summary>Where a match lives is part of the stored format: these numbers may never change.</summary>
public sealed class PartitioningTests
{
    // XXH64 with seed 0 of the id's UTF-8 bytes, computed by an independent implementation.
    [Theory]
    [InlineData("a", 16, 0xd24ec4f1a98c6e5b)]
    [InlineData("m1", 16, 0x91ab60ce02b784dc)]
    [InlineData("wyscout:2057954", 16, 0x6e1af17d2b4852ef)]
    [InlineData("wyscout:2057954", 1024, 0x6e1af17d2b4852ef)]
    [InlineData("é", 7, 0x17d757dfb8b46f78)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 1000, 0xa97161d5402f516e)]
    public void A_match_stays_in_its_partition(string matchId, int count, ulong hash) =>
        Assert.Equal((int)(hash % (ulong)count), Partitioning.Of(matchId, count));

    [Fact]
    public void Every_id_has_a_partition_and_all_partitions_are_used()
    {
        Gen.String[Gen.Char.AlphaNumeric, 1, EntryLimits.MatchIdLengthMax].Sample(
            id => Partitioning.Of(id, 16) is >= 0 and < 16);
        Assert.Equal(16, Enumerable.Range(0, 1000).Select(id => Partitioning.Of($"match-{id}", 16)).Distinct().Count());
    }

    [Theory]
    [InlineData("m1", 0)]
    [InlineData("m1", 1025)]
    [InlineData("", 16)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", 16)]
    public void Ids_and_counts_beyond_the_limits_are_refused(string matchId, int count) =>
        Assert.ThrowsAny<ArgumentException>(() => Partitioning.Of(matchId, count));
}
