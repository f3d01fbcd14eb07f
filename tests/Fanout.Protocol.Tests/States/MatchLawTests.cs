using Fanout.Protocol.Messages;
using Laws = Fanout.Protocol.Tests.States.AlgebraLaws<Fanout.Protocol.Messages.MatchState, Fanout.Protocol.Messages.MatchDelta>;

namespace Fanout.Protocol.Tests.States;

/// <summary>The laws over matches of every sport, with every optional part there and not there.</summary>
public sealed class MatchLawTests
{
    public static TheoryData<string> Sports => SportGen.Names;

    [Theory]
    [MemberData(nameof(Sports))]
    public void Applying_a_diff_gives_the_other_state(string sport) => Laws.ApplyUndoesDiff(SportGen.Matches(sport));

    [Fact]
    public void Applying_a_diff_gives_the_other_state_of_whatever_two() =>
        Laws.ApplyUndoesDiffOfStrangers(new StateGen<MatchState, MatchDelta>());

    [Theory]
    [MemberData(nameof(Sports))]
    public void A_diff_is_empty_exactly_for_equal_states(string sport) =>
        Laws.ADiffIsEmptyForEqualStatesAndOnlyForThem(SportGen.Matches(sport));

    [Theory]
    [MemberData(nameof(Sports))]
    public void Composed_diffs_do_what_they_do_in_turn(string sport) =>
        Laws.AComposedDiffDoesWhatTwoDoInTurn(SportGen.Matches(sport));

    [Theory]
    [MemberData(nameof(Sports))]
    public void Composed_deltas_do_what_they_do_in_turn(string sport) =>
        Laws.AComposedDeltaDoesWhatTwoDoInTurn(SportGen.Matches(sport));

    [Fact]
    public void Composing_is_associative() => Laws.ComposingIsAssociative(new StateGen<MatchState, MatchDelta>());

    [Theory]
    [MemberData(nameof(Sports))]
    public void Composing_with_nothing_changes_nothing(string sport) =>
        Laws.ComposingWithNothingChangesNothing(SportGen.Matches(sport));

    [Theory]
    [MemberData(nameof(Sports))]
    public void Applying_twice_changes_nothing_more(string sport) =>
        Laws.ApplyingTwiceChangesNothingMore(SportGen.Matches(sport));

    [Theory]
    [MemberData(nameof(Sports))]
    public void The_hash_after_a_delta_is_that_of_the_whole_message(string sport) =>
        Laws.TheHashIsThatOfTheWholeMessage(SportGen.Matches(sport));

    [Theory]
    [MemberData(nameof(Sports))]
    public void An_effect_does_what_its_delta_does(string sport) =>
        Laws.AnEffectDoesWhatItsDeltaDoes(SportGen.Matches(sport));
}
