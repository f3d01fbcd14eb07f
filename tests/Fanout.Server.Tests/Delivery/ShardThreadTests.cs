using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Delivery;

public sealed class ShardThreadTests
{
    [Fact]
    public async Task Shards_on_threads_deliver_what_a_racing_publisher_publishes_to_subscribers_that_come_meanwhile()
    {
        var node = new TestNode();
        var match = node.Match();
        var threads = node.Shards.All.Select(shard => new ShardThread(shard)).ToList();
        var clients = Enumerable.Range(0, 8).Select(index => node.Connect((FrameEncoding)(index % 2))).ToList();
        var publishing = Task.Run(() =>
        {
            for (var goals = 1; goals <= 500; goals++)
                match.Publish(SourceMatch.Score(goals, 0));
        }, TestContext.Current.CancellationToken);
        foreach (var client in clients)
            client.Subscribe("match/m1");
        await publishing;

        foreach (var client in clients)
            Assert.True(SpinWait.SpinUntil(() => Position(client) == match.Seq, TimeSpan.FromMinutes(1)));
        threads.ForEach(thread => thread.Dispose());

        foreach (var client in clients)
            Assert.Equal(match.State.Hash, Replay(client.ReadSent()).Hash);
    }

    private static uint Position(TestClient client) => client.Connection.Subscriptions.ToPositions().FirstOrDefault().Position.Seq;

    private static Match Replay(List<ServerFrame> frames)
    {
        var (state, seq) = (Match.Empty, 0u);
        foreach (var frame in frames)
        {
            if (frame.Snapshot is { } snapshot)
                (state, seq) = (Match.From(snapshot.Match), snapshot.Position.Seq);
            if (frame.Delta is not { } delta)
                continue;
            Assert.Equal(seq, delta.HasPrevious ? delta.Previous : delta.Seq - 1);
            (state, seq) = (state.Apply(delta.Match), delta.Seq);
        }
        return state;
    }
}
