using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Delivery;

/// <summary>Those who subscribe at once are answered in turns, in order, and hold up nobody.</summary>
public sealed class AnswerTurnsTests
{
    private const int TopicCount = 3 * AnswerTurns.PerConnection;

    private readonly TestNode _node = new(configure: static options => options.Shards = 1);

    private Shard Shard => _node.Shards.All[0];

    [Fact]
    public void A_reader_of_many_topics_is_answered_over_several_turns_and_in_order()
    {
        Matches(TopicCount);
        var many = _node.Connect("proto");
        Subscribe(many, Topics(TopicCount));

        var answered = new List<string>();
        while (Shard.HasWork)
        {
            Shard.Turn();
            var came = Answers(many);
            Assert.InRange(came.Count, 0, AnswerTurns.PerConnection);
            answered.AddRange(came);
        }

        Assert.Equal(Topics(TopicCount), answered);
    }

    [Fact]
    public void Who_has_one_topic_does_not_wait_for_who_has_many()
    {
        Matches(TopicCount);
        var (many, one) = (_node.Connect("proto"), _node.Connect("proto"));
        Subscribe(many, Topics(TopicCount));
        Subscribe(one, ["match/m0"]);

        Shard.Turn();
        Shard.Turn();

        Assert.Equal(["match/m0"], Answers(one));
        Assert.Equal(2 * AnswerTurns.PerConnection, Answers(many).Count);
    }

    [Fact]
    public void A_crowd_is_answered_first_come_first_served_so_many_in_a_turn()
    {
        Matches(1);
        var crowd = Enumerable.Range(0, (2 * AnswerTurns.PerTurn) + 1).Select(_ => _node.Connect("proto")).ToList();
        foreach (var client in crowd)
            Subscribe(client, ["match/m0"]);

        var answered = 0;
        foreach (var expected in new[] { AnswerTurns.PerTurn, AnswerTurns.PerTurn, 1 })
        {
            Shard.Turn();
            Assert.All(crowd[answered..(answered + expected)], static client => Assert.Single(Answers(client)));
            Assert.All(crowd[(answered + expected)..], static client => Assert.Empty(Answers(client)));
            answered += expected;
        }
        Assert.False(Shard.HasWork);
    }

    [Fact]
    public void What_is_published_meanwhile_goes_out_in_its_turn()
    {
        var match = Matches(TopicCount);
        var reader = _node.Connect("proto");
        Subscribe(reader, ["match/m0"]);
        reader.Read();
        Subscribe(_node.Connect("proto"), Topics(TopicCount));
        Shard.Turn();

        match.Publish(SourceMatch.Score(1, 0));
        Shard.Turn();

        Assert.True(Shard.HasWork);
        Assert.Equal(2u, Assert.Single(reader.ReadSent()).Delta.Seq);
    }

    [Fact]
    public void Who_waits_for_answers_misses_nothing_of_the_topics_that_were_answered()
    {
        var match = Matches(TopicCount);
        var client = new ModelClient(_node, FrameEncoding.Proto);
        foreach (var topic in Topics(TopicCount))
            client.Subscribe(topic);
        Shard.Turn();
        for (var goals = 1; goals <= 3; goals++)
        {
            match.Publish(SourceMatch.Score(goals, 0));
            Shard.Turn();
        }
        _node.Turn();
        client.TakeIn();

        Assert.Equal(match.State.Hash, client.Topic("match/m0").Hash);
    }

    [Fact]
    public void Who_leaves_while_it_waits_is_passed_over()
    {
        Matches(TopicCount);
        var (gone, stays) = (_node.Connect("proto"), _node.Connect("proto"));
        Subscribe(gone, Topics(TopicCount));
        Subscribe(stays, ["match/m1"]);
        Shard.Turn();
        gone.Connection.PostEnded();

        _node.Turn();

        Assert.Equal(["match/m1"], Answers(stays));
        Assert.Equal(1, _node.Shards.ConnectionCount);
    }

    [Fact]
    public void A_new_beginning_is_told_to_so_many_readers_in_a_turn_and_once_to_each()
    {
        const int readerCount = (2 * AnswerTurns.PerTurn) + 1;
        _node.Options.FlushesPerTurn = 2 * readerCount;
        var match = Matches(1);
        var readers = Enumerable.Range(0, readerCount).Select(_ => _node.Connect("proto")).ToList();
        foreach (var reader in readers)
            Subscribe(reader, ["match/m0"]);
        _node.Turn();
        readers.ForEach(static reader => reader.ReadSent());

        match.Restate(2002);
        var told = new List<int>();
        while (Shard.HasWork)
        {
            Shard.Turn();
            told.Add(readers.Sum(static reader => Answers(reader).Count));
        }

        Assert.Equal([AnswerTurns.PerTurn, AnswerTurns.PerTurn, 1], told.Where(static count => count > 0));
    }

    [Fact]
    public void A_close_goes_out_behind_the_answers_that_were_asked_for_before()
    {
        Matches(TopicCount);
        var client = _node.Connect("proto");
        Subscribe(client, Topics(TopicCount));
        Shard.Turn();
        _node.Shards.Drain();

        var frames = client.Read();

        Assert.Equal(TopicCount, frames.Count(static frame => frame.Subscribed is not null));
        Assert.NotNull(frames[^1].Goodbye);
        Assert.True(client.Sink.Ended);
    }

    /// <summary>Publishes so many matches; returns the first.</summary>
    private SourceMatch Matches(int count) =>
        Enumerable.Range(0, count).Select(index => _node.Match($"m{index}")).ToList()[0];

    private static string[] Topics(int count) => [.. Enumerable.Range(0, count).Select(static index => $"match/m{index}")];

    private static void Subscribe(TestClient client, string[] topics) => client.Send(new ClientFrame
    {
        Subscribe = new Subscribe { Ref = 1, Topics = { topics.Select(static topic => new TopicRequest { Topic = topic }) } },
    });

    /// <summary>Topics of the answers that came since it was last asked, in order.</summary>
    private static List<string> Answers(TestClient client) =>
        [.. client.ReadSent().Where(static frame => frame.Subscribed is not null).Select(static frame => frame.Subscribed.Topic)];
}
