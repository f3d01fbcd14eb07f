using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Delivery;

/// <summary>A node is ready once every loop has delivered a probe, and not while one of them stands still.</summary>
public sealed class DeliveryProbeTests : IDisposable
{
    private readonly TestNode _node = new(configure: static options => options.FlushesPerTurn = 4);
    private readonly DeliveryProbe _probe;

    public DeliveryProbeTests() => _probe = new DeliveryProbe(_node.Shards, _node.Options, _node.Time);

    public void Dispose() => _probe.Dispose();

    [Fact]
    public void Before_each_loop_has_delivered_one_the_node_is_not_ready()
    {
        Assert.Equal("loop 0 has not delivered a probe yet", _probe.Reason);

        _probe.Send();
        _node.Shards.All[0].Turn();
        Assert.Equal("loop 1 has not delivered a probe yet", _probe.Reason);

        _node.Shards.All[1].Turn();
        Assert.Null(_probe.Reason);
    }

    [Fact]
    public void A_loop_that_stands_still_is_named_after_the_timeout_and_forgiven_when_it_goes_on()
    {
        _probe.Send();
        _node.TurnOnce();
        _probe.Send();
        _node.Shards.All[0].Turn();

        _node.Time.Advance(_node.Options.ProbeTimeout);
        Assert.Null(_probe.Reason);
        _node.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("loop 1 has not delivered its probe for 6.0 s", _probe.Reason);
        Assert.Equal(TimeSpan.FromSeconds(6), _probe.Age);

        _node.Shards.All[1].Turn();
        Assert.Equal((null, TimeSpan.Zero), (_probe.Reason, _probe.Age));
    }

    [Fact]
    public void It_comes_back_only_when_all_have_been_sent_to_with_whom_it_went()
    {
        var match = _node.Match();
        var readers = Enumerable.Range(0, 16).Select(_ => _node.Connect("proto")).ToList();
        readers.ForEach(static reader => reader.Subscribe("match/m1"));
        _node.Turn();

        match.Publish(SourceMatch.Score(1, 0));
        _probe.Send();
        _node.TurnOnce(); // four of the eight on each loop
        Assert.NotNull(_probe.Reason);

        _node.Turn();
        Assert.Null(_probe.Reason);
    }

    [Fact]
    public void One_at_a_time_is_under_way()
    {
        for (var sent = 0; sent < 100; sent++)
            _probe.Send();
        _node.Time.Advance(TimeSpan.FromSeconds(2));
        _probe.Send();

        Assert.Equal(TimeSpan.FromSeconds(2), _probe.Age);
    }
}
