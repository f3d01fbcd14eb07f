using Fanout.Server.Delivery;
using Fanout.Server.Http;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Http;

/// <summary>Readers are sent to a node that is level with the log and has seen itself deliver, and to no other.</summary>
public sealed class ReadinessTests : IDisposable
{
    private readonly TestNode _node = new(loaded: false);
    private readonly DeliveryProbe _probe;

    public ReadinessTests()
    {
        _probe = new DeliveryProbe(_node.Shards, _node.Options, _node.Time);
        _node.Status.SetLevel(0, level: false, asOfMs: 0);
    }

    public void Dispose() => _probe.Dispose();

    [Fact]
    public void A_node_is_ready_when_it_has_loaded_is_level_and_its_probe_came_back()
    {
        Assert.Equal((503, "not ready: loading the log\n"), Answer());

        _node.Status.MarkLoaded();
        Assert.Equal((503, "not ready: 1 of 1 partitions are not level with the log\n"), Answer());

        _node.Status.SetLevel(0, level: true, _node.UnixMs);
        Assert.Equal((503, "not ready: loop 0 has not delivered a probe yet\n"), Answer());

        _probe.Send();
        Assert.Equal(503, Answer().Status); // sent is not delivered

        _node.TurnOnce();
        Assert.Equal((200, "ready\n"), Answer());
    }

    [Fact]
    public void A_probe_that_came_back_makes_no_node_ready_that_is_not_level()
    {
        _probe.Send();
        _node.TurnOnce();
        _node.Status.MarkLoaded();
        Assert.Equal(503, Answer().Status);

        _node.Status.SetLevel(0, level: true, _node.UnixMs);
        Assert.Equal(200, Answer().Status);

        _node.Status.SetLevel(0, level: false, _node.UnixMs);
        Assert.Equal(503, Answer().Status);
    }

    private (int Status, string? Text) Answer()
    {
        var answer = HealthEndpoints.AnswerReady(_node.Status, _probe);
        return (answer.StatusCode ?? 200, answer.ResponseContent);
    }
}
