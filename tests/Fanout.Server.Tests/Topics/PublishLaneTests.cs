using Fanout.Server.Delivery;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Topics;

/// <summary>A lane of the publish index: one writer, and readers that miss nothing.</summary>
public sealed class PublishLaneTests
{
    [Fact]
    public void A_reader_gets_what_was_published_by_then_in_order()
    {
        var lane = new PublishLane();
        var reader = lane.After(0);
        for (var atMs = 1; atMs <= 2000; atMs++)
            lane.Add(At(atMs));

        Assert.Equal(Enumerable.Range(1, 1500).Select(static atMs => (long)atMs), Take(ref reader, 1500));
        Assert.Equal(1501, reader.NextMs);
        Assert.Equal(Enumerable.Range(1501, 500).Select(static atMs => (long)atMs), Take(ref reader, 2000));
        Assert.Null(reader.NextMs);
    }

    /// <summary>
    /// A reader that looks while the writer ends a block and begins the next may see the next block, and of its own one
    /// what there was a moment before: here the last of it comes after what follows.
    /// </summary>
    [Fact]
    public void A_reader_does_not_leave_a_block_before_it_has_read_all_of_it()
    {
        var block = new PublishBlock();
        while (block.Count < block.Size - 1)
            block.TryAdd(At(block.Count + 1));
        var reader = new PublishReader(block);
        Assert.Equal(block.Count, Take(ref reader, long.MaxValue).Count);

        block.Continue(At(block.Size + 1));
        Assert.Null(reader.NextMs);
        block.TryAdd(At(block.Size));

        Assert.Equal([block.Size, block.Size + 1], Take(ref reader, long.MaxValue));
    }

    private static Published At(long atMs) =>
        new(atMs, nameof(PublishLaneTests), new TopicPosition(1, (uint)atMs), PublicationKind.Step);

    private static List<long> Take(ref PublishReader reader, long untilMs)
    {
        var taken = new List<long>();
        while (reader.TryTake(untilMs, out var published))
            taken.Add(published.AtMs);
        return taken;
    }
}
