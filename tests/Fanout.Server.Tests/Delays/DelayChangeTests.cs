using Fanout.Protocol.Messages;
using Fanout.Server.Tests.Simulating;
using ErrorValue = Fanout.Protocol.Messages.ErrorCode.Types.Value;

namespace Fanout.Server.Tests.Delays;

/// <summary>Subscriptions that ask for another delay than the one that they run at.</summary>
public sealed class DelayChangeTests
{
    private readonly TestNode _node = new();

    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void A_change_of_delay_that_ends_in_an_error_leaves_the_delay_as_it_was(string subprotocol)
    {
        var match = _node.Match();
        Pass(seconds: 90);
        var client = _node.Connect(subprotocol);
        client.Subscribe("match/m1", delaySeconds: 60);
        client.Read();

        match.Publish(SourceMatch.Score(1, 0), follow: false);
        client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 2 }, reference: 7);
        Assert.Empty(client.Read());
        Pass(seconds: 3); // the node does not get there in two
        Assert.Equal((7u, ErrorValue.Unavailable), Refused(client));
        match.CatchUp();
        var publishedMs = _node.UnixMs;

        while (_node.UnixMs < publishedMs + 56_000)
        {
            Pass(seconds: 1);
            Assert.Empty(client.Read());
        }
        Pass(seconds: 5);
        Assert.Equal(2u, Assert.Single(client.Read()).Delta.Seq);
    }

    [Fact]
    public void Of_several_changes_of_delay_the_last_that_was_answered_holds()
    {
        var match = _node.Match();
        Pass(seconds: 90);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 60);
        client.Read();

        match.Publish(SourceMatch.Score(1, 0), follow: false);
        client.Subscribe("match/m1", reference: 1, delaySeconds: 30);
        client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 2 }, reference: 2);
        Assert.Equal(30u, client.Read()[0].Subscribed.DelaySeconds);
        Pass(seconds: 3);
        Assert.Equal((2u, ErrorValue.Unavailable), Refused(client));
        match.CatchUp();

        Pass(seconds: 26);
        Assert.Empty(client.Read());
        Pass(seconds: 5);
        Assert.Equal(2u, Assert.Single(client.Read()).Delta.Seq);
    }

    private static (uint Ref, ErrorValue Code) Refused(TestClient client)
    {
        var error = client.ReadUntil(1).Single().Error;
        return (error.Ref, error.Code);
    }

    private void Pass(int seconds) => _node.Pass(TimeSpan.FromSeconds(seconds));
}
