using Fanout.Protocol.Messages;
using Fanout.Server.Tests.Simulating;
using static Fanout.Protocol.Messages.ServerFrame;

namespace Fanout.Server.Tests.Delays;

/// <summary>Readers whose token prescribes a delay.</summary>
public sealed class DelayGrantTests
{
    [Fact]
    public void Whoever_must_run_behind_live_does_so_whatever_is_asked_for()
    {
        var access = new GivenAccess();
        access.Grant("t", delaySecondsMin: 20);
        var node = new TestNode(access);
        node.Match();
        node.Pass(TimeSpan.FromSeconds(60));
        var client = node.Connect("proto");
        client.Send(new ClientFrame { Hello = new Hello { Token = "t" } });

        client.Subscribe("match/m1", delaySeconds: 5);
        client.Subscribe("score/m1", delaySeconds: 40);

        var frames = client.ReadUntil(5);
        Assert.Equal(
            [20u, 40u],
            frames.Where(frame => frame.FrameCase == FrameOneofCase.Subscribed).Select(frame => frame.Subscribed.DelaySeconds));
    }

    [Fact]
    public void A_token_that_allows_less_ends_what_runs_too_close_to_live()
    {
        var access = new GivenAccess();
        access.Grant("t");
        access.Grant("later", delaySecondsMin: 20);
        var node = new TestNode(access);
        node.Match();
        node.Pass(TimeSpan.FromSeconds(60));
        var client = node.Connect("proto");
        client.Send(new ClientFrame { Hello = new Hello { Token = "t" } });
        client.Subscribe("match/m1");
        client.Subscribe("score/m1", delaySeconds: 20);
        client.ReadUntil(5);

        client.Send(new ClientFrame { Auth = new Auth { Token = "later" } });

        var ended = Assert.Single(client.ReadUntil(2), frame => frame.FrameCase == FrameOneofCase.Unsubscribed);
        Assert.Equal(UnsubscribedCode.Types.Value.EntitlementLost, ended.Unsubscribed.Code);
        Assert.Equal("score/m1", client.Connection.Subscriptions.TopicAt(0).Name.ToString());
    }
}
