using System.Runtime.CompilerServices;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Delivery;

/// <summary>What was published goes to everybody in a walk, which holds up nobody and begins at another place each time.</summary>
public sealed class WalkTests
{
    private const int ReaderCount = 20;

    private readonly TestNode _node = new(configure: static options => (options.Shards, options.FlushesPerTurn) = (1, 4));

    private Shard Shard => _node.Shards.All[0];

    [Fact]
    public void A_ping_in_the_middle_of_a_walk_is_answered_before_its_end()
    {
        var (match, readers) = Read();
        match.Publish(SourceMatch.Score(1, 0));
        Shard.Turn();

        var late = readers.Find(static reader => reader.ReadSent().Count == 0)!;
        late.SendRaw(Opcode.Ping, 7);
        Shard.Turn();

        Assert.Equal((true, 1), (Shard.HasWork, late.ReadSent().Count(static frame => frame.Delta is not null)));
        Assert.Equal([Opcode.Pong], late.Controls);
    }

    [Fact]
    public void Who_subscribes_in_the_middle_of_a_walk_is_answered_before_its_end()
    {
        var (match, _) = Read();
        var late = _node.Connect("proto");
        match.Publish(SourceMatch.Score(1, 0));
        Shard.Turn();

        late.Subscribe("match/m1");
        Shard.Turn();

        Assert.True(Shard.HasWork);
        Assert.Equal(2u, late.ReadSent().Single(static frame => frame.Snapshot is not null).Snapshot.Position.Seq);
    }

    [Fact]
    public void What_is_published_during_a_walk_is_sent_to_each_once()
    {
        var (match, readers) = Read();
        for (var goals = 1; goals <= 3; goals++)
        {
            match.Publish(SourceMatch.Score(goals, 0));
            Shard.Turn();
        }
        _node.Turn();

        foreach (var reader in readers)
            Assert.Equal([2u, 3u, 4u], reader.ReadSent().Select(static frame => frame.Delta.Seq));
    }

    [Fact]
    public void The_first_of_a_walk_is_not_always_the_same()
    {
        const int walks = 50;
        var (match, readers) = Read();
        var first = new HashSet<int>();
        for (var goals = 1; goals <= walks; goals++)
        {
            match.Publish(SourceMatch.Score(goals, 0));
            Shard.Turn();
            first.UnionWith(Enumerable.Range(0, ReaderCount).Where(index => readers[index].ReadSent().Count > 0));
            _node.Turn();
            readers.ForEach(static reader => reader.ReadSent());
        }

        Assert.Equal(ReaderCount, first.Count);
    }

    [Fact]
    public void What_nobody_foresaw_in_the_middle_of_a_walk_ends_one_connection_and_the_others_go_on()
    {
        var (match, readers) = Read();
        var written = readers.ConvertAll(static reader => reader.Sink.WriteCount);
        match.Publish(SourceMatch.Score(1, 0));
        Shard.Turn();
        var failing = readers.Where((reader, index) => reader.Sink.WriteCount == written[index]).First();
        failing.Connection.Post(static () => throw new InvalidOperationException("unforeseen"));
        _node.Turn();

        _node.Publisher.Remove("m1"); // the transport has not said yet that it is gone
        _node.Turn();

        Assert.True(failing.Sink.Aborted);
        readers.Remove(failing);
        foreach (var reader in readers)
        {
            Assert.Equal(
                [ServerFrame.FrameOneofCase.Delta, ServerFrame.FrameOneofCase.Unsubscribed],
                reader.ReadSent().Select(static frame => frame.FrameCase));
        }
    }

    [Fact]
    public void A_subscription_has_the_size_that_is_promised()
    {
        Assert.Equal(12, Unsafe.SizeOf<Subscriber>());
        Assert.Equal(8, Unsafe.SizeOf<Subscription>());
    }

    private (SourceMatch Match, List<TestClient> Readers) Read()
    {
        var match = _node.Match();
        var readers = Enumerable.Range(0, ReaderCount).Select(_ => _node.Connect("proto")).ToList();
        foreach (var reader in readers)
        {
            reader.Subscribe("match/m1");
            reader.Read();
        }
        return (match, readers);
    }
}
