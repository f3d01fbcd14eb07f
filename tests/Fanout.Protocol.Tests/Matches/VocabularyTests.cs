using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.Tests.Matches;

public sealed class VocabularyTests
{
    [Fact]
    public void The_words_of_closed_vocabularies_are_the_enums_in_their_order()
    {
        var words = Vocabulary.File("words");
        var enums = VocabularyReflection.Descriptor.MessageTypes.ToDictionary(Member, message => message.EnumTypes[0]);
        Assert.Equal(enums.Keys.Order(), words.Select(entry => entry.Key).Order());
        foreach (var (member, list) in words)
        {
            var listed = list!.AsArray().Select(word => (string)word!["id"]!);
            Assert.Equal(enums[member].Values.Where(value => value.Number != 0).Select(value => value.Name), listed);
        }
    }

    [Fact]
    public void The_sports_are_those_that_a_match_has_a_part_for()
    {
        Assert.Equal(["football", "tennis", "basketball", "badminton", "cricket", "baseball", "ice_hockey"],
            Sports.All.Select(sport => sport.Id));
        foreach (var sport in Sports.All)
        {
            Assert.Contains(MatchState.Descriptor.Fields.InDeclarationOrder(), field =>
                field.JsonName == sport.Part && field.Name == sport.Id);
            Assert.NotEmpty(Phases.Of(sport.Id));
            Assert.NotEmpty(StatKeys.Of(sport.Id));
        }
        Assert.False(Sports.TryFind("curling", out _));
    }

    [Theory]
    [InlineData("football", "PRE 1H HT 2H ET_WAIT E1 ETHT E2 PEN_WAIT PEN", "PRE, 1H, HT, 2H, ET_WAIT, E1, ETHT, E2, PEN_WAIT, PEN")]
    [InlineData("basketball", "Q1 Q2 Q3 Q4 OT1 OT2", "Q1, Q2, Q3, Q4, OT{n}")]
    [InlineData("ice_hockey", "P1 P2 P3 OT1 OT20 SO", "P1, P2, P3, OT{n}, SO")]
    [InlineData("tennis", "S1 S2 S5", "S{n}")]
    [InlineData("badminton", "S1 S3", "S{n}")]
    [InlineData("cricket", "I1 I4 SO1 SO2", "I{n}, SO{n}, DRINKS, LUNCH, RAIN, STUMPS, TEA")]
    [InlineData("baseball", "1T 1B 2T 9B 10T 18B", "{n}T, {n}B")]
    public void The_phases_of_a_sport_are_known_in_the_order_of_play(string sport, string inOrder, string description)
    {
        var phases =
            inOrder.Split(' ')
                .Select(id => Phases.TryFind(sport, id, out var phase) ? phase : throw new KeyNotFoundException(id))
                    .ToList();
        Assert.Equal(phases.OrderBy(phase => phase.Order), phases);
        Assert.Equal(description, Phases.Describe(sport));
    }

    [Theory]
    [InlineData("football", "3H")]
    [InlineData("football", "1h")]
    [InlineData("basketball", "OT0")]
    [InlineData("basketball", "OT01")]
    [InlineData("basketball", "OT{n}")]
    [InlineData("basketball", "OT21")]
    [InlineData("tennis", "S6")]
    [InlineData("cricket", "I5")]
    [InlineData("baseball", "T1")]
    [InlineData("baseball", "")]
    [InlineData("curling", "E1")]
    public void What_is_no_phase_is_not_found(string sport, string id)
    {
        Assert.False(Phases.TryFind(sport, id, out _));
    }

    [Fact]
    public void The_clock_of_football_goes_on_where_the_last_half_should_have_ended()
    {
        foreach (var (before, after) in new[] { ("1H", "2H"), ("2H", "E1"), ("E1", "E2") })
        {
            Assert.True(Phases.TryFind("football", before, out var first));
            Assert.True(Phases.TryFind("football", after, out var second));
            Assert.Equal(first.ClockBaseMs + first.LengthMs, second.ClockBaseMs);
        }
    }

    [Fact]
    public void A_numbered_phase_knows_its_number_and_name()
    {
        Assert.True(Phases.TryFind("baseball", "12B", out var phase));
        Assert.Equal((12, "Inning 12, bottom", PhaseKind.Play, PhaseStage.Regulation),
            (phase.Number, phase.Name, phase.Kind, phase.Stage));
    }

    [Fact]
    public void Breaks_of_cricket_can_come_at_any_time()
    {
        Assert.True(Phases.TryFind("cricket", "RAIN", out var rain));
        Assert.Equal((PhaseKind.Break, null), (rain.Kind, rain.Order));
    }

    [Fact]
    public void The_incident_types_are_those_of_the_design()
    {
        Assert.Equal(
            "goal shootout_kick card substitution var period_start period_end injury "
            + "point wicket boundary run_play penalty timeout comment other",
            string.Join(' ', IncidentWords.Types.Select(type => type.Id)));
        Assert.Equal(["yellow", "second_yellow", "red"], IncidentWords.Cards.Select(card => card.Id));
        Assert.True(IncidentWords.TryFindCard("second_yellow", out var card) && card.SendsOff);
        Assert.True(IncidentWords.TryFindType("goal", out var goal) && goal.Notable);
    }

    [Fact]
    public void Every_method_belongs_to_known_types()
    {
        Assert.All(IncidentWords.Methods, method =>
            Assert.All(method.Types, type => Assert.True(IncidentWords.TryFindType(type, out _))));
        Assert.True(IncidentWords.TryFindMethod("own_goal", out var method));
        Assert.Equal(["goal"], method.Types);
    }

    [Fact]
    public void A_void_by_review_is_struck_through_and_a_slip_of_the_scout_is_hidden()
    {
        Assert.True(IncidentWords.TryFindVoidReason("VAR_OFFSIDE", out var review));
        Assert.Equal(Visibility.Types.Value.Struck, review.Visibility);
        Assert.True(IncidentWords.TryFindVoidReason("SCOUT_ERROR", out var slip));
        Assert.Equal(Visibility.Types.Value.Hidden, slip.Visibility);
    }

    [Fact]
    public void A_statistic_is_known_within_its_sport()
    {
        Assert.True(StatKeys.TryFind("football", "possession", out var possession));
        Assert.Equal(StatUnit.Percent, possession.Unit);
        Assert.False(StatKeys.TryFind("tennis", "possession", out _));
    }

    [Theory]
    [InlineData("m1", true)]
    [InlineData("wyscout:2058017", true)]
    [InlineData("A.b_c:d-9", true)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    public void A_match_id_has_few_characters(string id, bool valid)
    {
        Assert.Equal(valid, MatchId.IsValid(id));
    }

    [Fact]
    public void A_match_id_has_at_most_64_characters()
    {
        Assert.True(MatchId.IsValid(new string('m', 64)));
        Assert.False(MatchId.IsValid(new string('m', 65)));
    }

    private static string Member(MessageDescriptor message) =>
        char.ToLowerInvariant(message.Name[0]) + message.Name[1..];
}
