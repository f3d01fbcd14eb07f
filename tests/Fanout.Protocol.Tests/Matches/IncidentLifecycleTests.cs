using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Protocol.Tests.Matches;

public sealed class IncidentLifecycleTests
{
    private static readonly StateValue[] All = Enum.GetValues<StateValue>();

    [Theory]
    [InlineData(StateValue.Unspecified, "POSSIBLE PROVISIONAL CONFIRMED UNDER_REVIEW VOIDED")]
    [InlineData(StateValue.Possible, "PROVISIONAL CONFIRMED UNDER_REVIEW VOIDED")]
    [InlineData(StateValue.Provisional, "CONFIRMED UNDER_REVIEW VOIDED")]
    [InlineData(StateValue.Confirmed, "UNDER_REVIEW VOIDED")]
    [InlineData(StateValue.UnderReview, "POSSIBLE PROVISIONAL CONFIRMED VOIDED")]
    public void Every_pair_of_states_is_as_the_rules_say(StateValue from, string expected)
    {
        var next = All.Where(to => IncidentLifecycle.CanFollow(new Incident { State = from }, to));
        Assert.Equal(expected, string.Join(' ', next.Select(Vocabulary.Name)));
    }

    [Theory]
    [InlineData(StateValue.Possible)]
    [InlineData(StateValue.Provisional)]
    [InlineData(StateValue.Confirmed)]
    public void A_voided_incident_goes_back_to_the_state_before_and_to_no_other(StateValue before)
    {
        var voided = Become(new Incident { State = before }, StateValue.Voided);
        Assert.Equal([before], All.Where(to => IncidentLifecycle.CanFollow(voided, to)));
    }

    [Fact]
    public void Reinstating_what_was_voided_under_review_goes_back_to_before_the_review()
    {
        var reviewed = Become(new Incident { State = StateValue.Confirmed }, StateValue.UnderReview);
        var voided = Become(reviewed, StateValue.Voided);
        Assert.Equal(StateValue.Confirmed, voided.PreviousState);
        Assert.Equal([StateValue.Confirmed], All.Where(to => IncidentLifecycle.CanFollow(voided, to)));
        Assert.Equal(StateValue.Unspecified, Become(voided, StateValue.Confirmed).PreviousState);
    }

    [Fact]
    public void What_was_never_seen_but_voided_may_be_reinstated_as_anything_certain()
    {
        var voided = Become(new Incident(), StateValue.Voided);
        Assert.Equal([StateValue.Possible, StateValue.Provisional, StateValue.Confirmed],
            All.Where(to => IncidentLifecycle.CanFollow(voided, to)));
    }

    [Theory]
    [InlineData(StateValue.Unspecified, StateValue.Unspecified, false)]
    [InlineData(StateValue.Possible, StateValue.Unspecified, false)]
    [InlineData(StateValue.Provisional, StateValue.Unspecified, true)]
    [InlineData(StateValue.Confirmed, StateValue.Unspecified, true)]
    [InlineData(StateValue.UnderReview, StateValue.Possible, false)]
    [InlineData(StateValue.UnderReview, StateValue.Provisional, true)]
    [InlineData(StateValue.UnderReview, StateValue.Confirmed, true)]
    [InlineData(StateValue.UnderReview, StateValue.Unspecified, false)]
    [InlineData(StateValue.Voided, StateValue.Confirmed, false)]
    public void The_score_counts_what_is_provisional_or_confirmed_and_a_review_changes_nothing(
        StateValue state, StateValue previous, bool counts)
    {
        Assert.Equal(counts, IncidentLifecycle.Counts(new Incident { State = state, PreviousState = previous }));
    }

    [Fact]
    public void A_state_that_is_not_known_follows_nothing()
    {
        Assert.False(IncidentLifecycle.CanFollow(new Incident { State = StateValue.Possible }, (StateValue)99));
        Assert.False(IncidentLifecycle.CanFollow(new Incident { State = (StateValue)99 }, StateValue.Confirmed));
    }

    private static Incident Become(Incident incident, StateValue state)
    {
        Assert.True(IncidentLifecycle.CanFollow(incident, state));
        return new Incident { State = state, PreviousState = IncidentLifecycle.PreviousAfter(incident, state) };
    }
}
