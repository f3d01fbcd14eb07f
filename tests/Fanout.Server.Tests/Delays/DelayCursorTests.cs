using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Delays;

/// <summary>What a delay in use asks of its shard's driver.</summary>
public sealed class DelayCursorTests
{
    private readonly TestNode _node = new();

    [Fact]
    public void A_delay_costs_nothing_once_nobody_has_it()
    {
        _node.Match();
        Pass(seconds: 60);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 30);
        client.Read();
        var shard = client.Connection.Shard;
        Assert.InRange(shard.WaitMs!.Value, 1, 20);

        client.Connection.PostEnded();
        _node.Turn();
        _node.Turn();

        Assert.Null(shard.WaitMs);
    }

    [Fact]
    public void The_driver_is_asked_to_wake_when_something_is_due()
    {
        var match = _node.Match();
        Pass(seconds: 60);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 30);
        client.Read();
        match.Publish(SourceMatch.Score(1, 0));
        _node.Time.Advance(TimeSpan.FromMilliseconds(29_993));
        _node.Turn();

        Assert.Equal(7, client.Connection.Shard.WaitMs);
    }

    private void Pass(int seconds) => _node.Pass(TimeSpan.FromSeconds(seconds));
}
