using Fanout.Protocol.Matches;
using Fanout.Server.Following;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Topics;

/// <summary>Topics are found by readers on any thread while the publisher lets matches come and go.</summary>
public sealed class TopicDirectoryTests
{
    private const int Rounds = 5000;

    private readonly TestNode _node = new();

    [Fact]
    public void A_topic_that_is_made_while_its_match_goes_is_not_kept_for_those_who_come_later()
    {
        Assert.True(TopicName.TryParse("match/m1", out var name, out _));
        var source = new SourceMatch(_node, "m1");
        var fixture = source.Publish(source.Fixture(), follow: false);
        var loaded = new LoadedMatch
        {
            Partition = 0,
            MatchId = "m1",
            Position = fixture.MatchPosition,
            State = source.State,
            Times = MatchTimes.None,
            LogSequence = fixture.Sequence,
            PublishedMs = fixture.PublishedMs,
        };
        var cancel = TestContext.Current.CancellationToken;
        using var both = new Barrier(2);
        var reader = new Thread(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                both.SignalAndWait(cancel);
                _node.Topics.Find(name);
                both.SignalAndWait(cancel);
            }
        });
        reader.Start();

        var kept = 0;
        for (var round = 0; round < Rounds; round++)
        {
            _node.Publisher.Load(loaded);
            both.SignalAndWait(cancel);
            _node.Publisher.Remove("m1");
            both.SignalAndWait(cancel);
            kept += _node.Registry.Count;
        }
        reader.Join();

        Assert.Equal(0, kept);
    }
}
