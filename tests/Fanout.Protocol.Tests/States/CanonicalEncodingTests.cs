using CsCheck;
using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Google.Protobuf;

namespace Fanout.Protocol.Tests.States;

public sealed class CanonicalEncodingTests
{
    [Fact]
    public void It_is_what_protobuf_writes_for_a_message_without_unknown_fields()
    {
        MessageGen.Of<MatchState>()
            .Sample(state => Assert.Equal(state.ToByteArray(), CanonicalBytes(state)), iter: 300);
        MessageGen.Of<BoardState>()
            .Sample(state => Assert.Equal(state.ToByteArray(), CanonicalBytes(state)), iter: 300);
    }

    [Fact]
    public void It_grows_with_a_part_of_any_size()
    {
        foreach (var length in new[] { 1, 127, 128, 505, 512, 20_000 })
        {
            var incident = new Incident { Id = "i1", Text = new string('ü', length), Reason = "r" };
            var state = new MatchState { Incidents = { incident } };
            Assert.Equal(state.ToByteArray(), CanonicalBytes(state));
        }
    }

    [Fact]
    public void The_hash_does_not_cover_what_came_after_minor_0_at_any_depth()
    {
        // A later field, number 600, as a newer peer would send it: in the state, in a plain message, in an element of
        // a keyed list.
        byte[] later = [0xC2, 0x25, 0x02, 0x68, 0x69];
        var state = new MatchState
        {
            Id = "m1",
            Competition = new Competition { Id = "c1" },
            Incidents = { new Incident { Id = "i1" } },
        };
        var newer = state.Clone();
        newer.MergeFrom(later);
        newer.Competition.MergeFrom(later);
        newer.Incidents[0].MergeFrom(later);
        Assert.Equal(state.CalculateSize() + (3 * later.Length), newer.CalculateSize());

        Assert.Equal(Match.From(state).Hash, Match.From(newer).Hash);
        Assert.Equal(0u, Match.From(newer).Hash1); // this build does not know it
    }

    [Fact]
    public void What_minor_1_added_has_a_hash_of_its_own()
    {
        var older = new Headline { Id = "m1", Score = new Score { Home = 182 } };
        var newer = older.Clone();
        newer.Cricket = new Cricket { Innings = { new CricketInnings { Side = "home", Runs = 182, Wickets = 6 } } };
        var more = newer.Clone();
        more.Cricket.Innings[0].Wickets = 7;

        var (before, after, later) = (BoardOf(older), BoardOf(newer), BoardOf(more));

        Assert.Equal((before.Hash, before.Hash), (after.Hash, later.Hash));
        Assert.Equal(0u, before.Hash1);
        Assert.NotEqual(0u, after.Hash1);
        Assert.NotEqual(after.Hash1, later.Hash1);
    }

    [Fact]
    public void The_hash_of_nothing_is_0() => Assert.Equal(0u, Match.Empty.Hash);

    private static Board BoardOf(Headline row) => Board.From(new BoardState { Rows = { row } });

    private static byte[] CanonicalBytes(IMessage message)
    {
        var bytes = new List<byte>();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var writer = CanonicalWriter.Begin();
            CanonicalPlan.Of(field, CanonicalPlan.Minor).Prepend(writer, message);
            bytes.AddRange(writer.Written);
        }
        return [.. bytes];
    }
}
