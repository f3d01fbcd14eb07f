using Fanout.Protocol.Messages;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;
using static Fanout.Protocol.Messages.ServerFrame;
using EndValue = Fanout.Protocol.Messages.UnsubscribedCode.Types.Value;
using ErrorValue = Fanout.Protocol.Messages.ErrorCode.Types.Value;

namespace Fanout.Server.Tests.Conversations;

/// <summary>
/// A token that allows less, on a connection whose answers wait because its reader does not read: what is made after the
/// change is made by the rights that are left.
/// </summary>
public sealed class NarrowerTokenTests
{
    private const int Asked = 5;
    private const int Newest = 9; // goals that no other state has

    private static readonly MatchDelta GoesLive = new() { Status = Status.Types.Value.Live };

    private readonly GivenAccess _access = new();

    public NarrowerTokenTests()
    {
        _access.Grant("all");
        _access.Grant("m2 only", topics: ["match/m2", "score/m2", "events/m2", "board/*"]);
        _access.Grant("late", delaySecondsMin: 120);
    }

    /// <summary>Subprotocols × tokens × topics that they do not allow (as they were asked for).</summary>
    public static TheoryData<string, string, string> TakenAway()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var subprotocol in new[] { "proto", "json" })
        {
            foreach (var token in new[] { "m2 only", "late" })
            {
                foreach (var topic in new[] { "match/m1", "score/m1", "events/m1" })
                    cases.Add(subprotocol, token, topic);
            }
            cases.Add(subprotocol, "late", "board/live");
        }
        return cases;
    }

    [Theory, MemberData(nameof(TakenAway))]
    public void What_waited_to_be_answered_is_refused_in_its_place_and_was_never_subscribed(string subprotocol, string token, string topic)
    {
        var node = new TestNode(_access);
        var match = Live(node, "m1");
        var client = Reader(node, subprotocol);

        AskBlocked(node, client, topic);
        Take(node, client, token);
        Publish(node, match);
        client.Sink.Open(null);
        var frames = client.Read();

        Assert.Equal(Enumerable.Range(1, Asked).Select(static number => ((uint)number, ErrorValue.NotAllowed)), ErrorsOf(frames[..Asked]));
        Assert.Equal(FrameOneofCase.Authorized, Assert.Single(frames[Asked..]).FrameCase); // nobody knows of a subscription
        Assert.Equal(0, client.Connection.Subscriptions.Count);
    }

    [Theory, MemberData(nameof(TakenAway))]
    public void A_subscription_that_stood_is_ended_behind_the_answers_that_are_refused(string subprotocol, string token, string topic)
    {
        var node = new TestNode(_access);
        var match = Live(node, "m1");
        var client = Reader(node, subprotocol);
        client.Subscribe(topic);
        var subscribed = client.Read()[0].Subscribed;

        AskBlocked(node, client, topic, subscribed.Position);
        Take(node, client, token);
        Publish(node, match);
        client.Sink.Open(null);
        var frames = client.Read();

        Assert.All(frames[..Asked], static frame => Assert.Equal(ErrorValue.NotAllowed, frame.Error.Code));
        Assert.Equal([FrameOneofCase.Authorized, FrameOneofCase.Unsubscribed], frames[Asked..].Select(static frame => frame.FrameCase));
        var ended = frames[^1].Unsubscribed;
        Assert.Equal((subscribed.TopicId, EndValue.EntitlementLost, subscribed.Position), (ended.TopicId, ended.Code, ended.Position));
    }

    /// <summary>What the sink has begun was made before, and goes out whole; nothing that is made later does.</summary>
    [Theory, InlineData(5), InlineData(120)]
    public void Of_an_answer_that_was_half_sent_the_rest_is_of_when_it_was_made(int window)
    {
        var node = new TestNode(_access);
        var match = Live(node, "m1");
        var client = Reader(node, "proto");

        AskBlocked(node, client, "match/m1", window: window);
        Take(node, client, "m2 only");
        Publish(node, match);
        client.Sink.Open(null);
        var frames = client.Read();

        Assert.Equal(0, Assert.Single(frames, static frame => frame.Snapshot is not null).Snapshot.Match.Score?.Home ?? 0);
        Assert.Equal(Asked - 1, ErrorsOf(frames).Count());
        Assert.Equal(EndValue.EntitlementLost, frames[^1].Unsubscribed.Code);
    }

    [Theory, MemberData(nameof(EitherSubprotocol.Both), MemberType = typeof(EitherSubprotocol))]
    public void Answers_at_less_delay_than_is_left_are_refused_also_where_the_subscription_itself_may_go_on(string subprotocol)
    {
        var node = new TestNode(_access);
        var match = Live(node, "m1");
        node.Pass(TimeSpan.FromSeconds(130));
        var client = Reader(node, subprotocol);

        AskBlocked(node, client, "match/m1");
        client.Subscribe("match/m1", reference: 100, delaySeconds: 120);
        node.Turn();
        Take(node, client, "late");
        Publish(node, match);
        client.Sink.Open(null);
        var frames = client.Read();

        Assert.All(frames[..Asked], static frame => Assert.Equal(ErrorValue.NotAllowed, frame.Error.Code));
        Assert.Equal((100u, 120u), (frames[Asked].Subscribed.Ref, frames[Asked].Subscribed.DelaySeconds));
        Assert.Null(Assert.Single(frames, static frame => frame.Snapshot is not null).Snapshot.Match.Score);
        node.Pass(TimeSpan.FromSeconds(110));
        Assert.Empty(client.Read());
        client.Connection.Touch();
        node.Pass(TimeSpan.FromSeconds(11));
        Assert.Equal(Newest, Assert.Single(client.Read()).Delta.Match.Score.Home); // it has become due
    }

    /// <summary>What a subscription goes back to when none of what it asked for can be had.</summary>
    [Fact]
    public void A_subscription_does_not_go_back_to_less_delay_than_is_left()
    {
        _access.Grant("somewhat late", delaySecondsMin: 20);
        var node = new TestNode(_access, topics: new TopicsOptions { HistoryBytesMax = 1 });
        var match = Live(node, "m1");
        node.Pass(TimeSpan.FromSeconds(60));
        var client = Reader(node, "proto");
        client.Subscribe("match/m1");
        client.Read();

        client.Sink.Open(0);
        client.Subscribe("match/m1", reference: 2, delaySeconds: 30);
        node.Turn();
        Take(node, client, "somewhat late");
        match.Publish(SourceMatch.Score(1, 0));
        node.Pass(TimeSpan.FromSeconds(5));
        match.Publish(SourceMatch.Score(2, 0)); // what was 30 s ago is no longer held
        client.Sink.Open(null);
        var frames = client.Read();
        Publish(node, match);

        Assert.Equal([(2u, ErrorValue.DelayUnavailable)], ErrorsOf(frames));
        Assert.Equal(EndValue.EntitlementLost, frames[^1].Unsubscribed.Code);
        Assert.DoesNotContain(frames, static frame => frame.Delta is not null || frame.Snapshot is not null);
        Assert.Empty(client.Read());
        Assert.Equal(0, client.Connection.Subscriptions.Count);
    }

    [Theory, MemberData(nameof(EitherSubprotocol.Both), MemberType = typeof(EitherSubprotocol))]
    public void A_board_of_other_matches_is_not_sent_and_is_there_for_who_asks_anew(string subprotocol)
    {
        var node = new TestNode(_access);
        Live(node, "m1");
        Live(node, "m2");
        var client = Reader(node, subprotocol);

        AskBlocked(node, client, "board/live");
        Take(node, client, "m2 only");
        client.Sink.Open(null);
        var frames = client.Read();
        client.Subscribe("board/live", reference: 9);
        var again = client.Read();

        Assert.Equal(Enumerable.Repeat(ErrorValue.Unavailable, Asked), ErrorsOf(frames).Select(static error => error.Code));
        Assert.All(frames[..Asked], static frame => Assert.True(frame.Error.RetryAfterMs > 0));
        Assert.DoesNotContain(frames, static frame => frame.Snapshot is not null || frame.Unsubscribed is not null);
        Assert.Equal(["m2"], again[^1].Snapshot.Board.Rows.Select(static row => row.Id));
    }

    /// <summary>Otherwise it would be told of a subscription which the server has ended.</summary>
    [Fact]
    public void What_was_refused_stays_so_where_another_token_allows_it_again()
    {
        var node = new TestNode(_access);
        Live(node, "m1");
        var client = Reader(node, "proto");

        AskBlocked(node, client, "match/m1");
        Take(node, client, "m2 only");
        Take(node, client, "all");
        client.Sink.Open(null);
        var frames = client.Read();

        Assert.Equal(Asked, ErrorsOf(frames).Count());
        Assert.DoesNotContain(frames, static frame => frame.Subscribed is not null);
    }

    [Fact]
    public void A_wider_token_takes_nothing_away()
    {
        var node = new TestNode(_access);
        var match = Live(node, "m2");
        var client = node.Connect("proto");
        Take(node, client, "m2 only");
        client.Read();

        AskBlocked(node, client, "match/m2");
        Take(node, client, "all");
        Publish(node, match);
        client.Sink.Open(null);
        var frames = client.Read();

        Assert.Equal(Asked, frames.Count(static frame => frame.Subscribed is not null));
        Assert.Equal(Newest, frames.Last(static frame => frame.Snapshot is not null).Snapshot.Match.Score.Home);
    }

    /// <summary>A long walk over the readers of a match, of whom some are not reached before their tokens change.</summary>
    [Fact]
    public void What_a_walk_found_to_be_due_does_not_go_out_after_the_change()
    {
        var node = new TestNode(_access, options => (options.Shards, options.FlushesPerTurn) = (1, 1));
        var (one, other) = (Live(node, "m1"), Live(node, "m2"));
        var clients = Enumerable.Range(0, 8).Select(_ => Reader(node, "proto")).ToList();
        foreach (var client in clients)
        {
            client.Subscribe("match/m1");
            client.Subscribe("match/m2");
            Assert.Equal(4, client.Read().Count);
        }

        one.Publish(SourceMatch.Score(Newest, 0));
        other.Publish(SourceMatch.Score(1, 0));
        foreach (var client in clients)
            client.Send(new ClientFrame { Auth = new Auth { Token = "m2 only" } });
        node.TurnOnce(); // asks what the tokens are worth, and begins the walk
        var sent = clients.ConvertAll(static client => client.ReadSent());
        while (node.Shards.All[0].HasWork)
        {
            node.TurnOnce();
            foreach (var (index, client) in clients.Index())
            {
                var frames = client.ReadSent();
                var isChanging = frames.Exists(static frame => frame.Authorized is not null);
                Assert.False(isChanging && frames.Exists(static frame => frame.Delta?.Match.Score.Home == Newest));
                sent[index].AddRange(frames);
            }
        }

        Assert.Contains(sent, static frames => !frames.Exists(static frame => frame.Delta?.Match.Score.Home == Newest));
        Assert.All(sent, static frames => Assert.Single(frames, static frame => frame.Delta?.Match.Score.Home == 1));
        Assert.All(sent, static frames => Assert.Single(frames, static frame => frame.Unsubscribed is not null));
    }

    private static SourceMatch Live(TestNode node, string id)
    {
        var match = node.Match(id);
        match.Publish(GoesLive);
        return match;
    }

    private static TestClient Reader(TestNode node, string subprotocol)
    {
        var client = node.Connect(subprotocol);
        Take(node, client, "all");
        Assert.NotNull(Assert.Single(client.Read()).Authorized);
        return client;
    }

    private static void Take(TestNode node, TestClient client, string token)
    {
        client.Send(new ClientFrame { Auth = new Auth { Token = token } });
        node.Turn();
    }

    /// <summary>Asks for a topic again and again, with numbers from 1, and reads no more of what comes than a window.</summary>
    private static void AskBlocked(TestNode node, TestClient client, string topic, Position? position = null, int window = 0)
    {
        client.Sink.Open(window);
        for (var number = 1u; number <= Asked; number++)
        {
            client.Subscribe(topic, number % 2 == 0 ? position : null, number);
            node.Turn();
        }
    }

    /// <summary>What no one may see any more comes to pass.</summary>
    private static void Publish(TestNode node, SourceMatch match)
    {
        match.Publish(SourceMatch.Score(Newest, 0));
        node.Turn();
    }

    private static IEnumerable<(uint Ref, ErrorValue Code)> ErrorsOf(IEnumerable<ServerFrame> frames) =>
        frames.Where(static frame => frame.Error is not null).Select(static frame => (frame.Error.Ref, frame.Error.Code));
}
