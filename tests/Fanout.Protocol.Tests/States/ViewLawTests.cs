using CsCheck;
using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Boards = Fanout.Protocol.Tests.States.AlgebraLaws<Fanout.Protocol.Messages.BoardState, Fanout.Protocol.Messages.BoardDelta>;
using Scores = Fanout.Protocol.Tests.States.AlgebraLaws<Fanout.Protocol.Messages.ScoreState, Fanout.Protocol.Messages.ScoreDelta>;

namespace Fanout.Protocol.Tests.States;

/// <summary>The laws over score views and boards, and that a view follows its match by deltas alone.</summary>
public sealed class ViewLawTests
{
    private static readonly StateGen<ScoreState, ScoreDelta> ScoreViews = new();
    private static readonly StateGen<BoardState, BoardDelta> BoardPages = new();

    [Fact]
    public void Applying_a_diff_gives_the_other_state()
    {
        Scores.ApplyUndoesDiff(ScoreViews);
        Boards.ApplyUndoesDiff(BoardPages);
    }

    [Fact]
    public void A_diff_is_empty_exactly_for_equal_states()
    {
        Scores.ADiffIsEmptyForEqualStatesAndOnlyForThem(ScoreViews);
        Boards.ADiffIsEmptyForEqualStatesAndOnlyForThem(BoardPages);
    }

    [Fact]
    public void Composed_deltas_do_what_they_do_in_turn()
    {
        Scores.AComposedDeltaDoesWhatTwoDoInTurn(ScoreViews);
        Scores.AComposedDiffDoesWhatTwoDoInTurn(ScoreViews);
        Boards.AComposedDiffDoesWhatTwoDoInTurn(BoardPages);
    }

    [Fact]
    public void Composing_is_associative() => Scores.ComposingIsAssociative(ScoreViews);

    [Fact]
    public void The_hash_after_a_delta_is_that_of_the_whole_message()
    {
        Scores.TheHashIsThatOfTheWholeMessage(ScoreViews);
        Boards.TheHashIsThatOfTheWholeMessage(BoardPages);
    }

    [Fact]
    public void An_effect_does_what_its_delta_does()
    {
        Scores.AnEffectDoesWhatItsDeltaDoes(ScoreViews);
        Boards.AnEffectDoesWhatItsDeltaDoes(BoardPages);
    }

    [Fact]
    public void A_score_view_follows_its_match_by_projected_deltas()
    {
        var matches = new StateGen<MatchState, MatchDelta>();
        Gen.Select(matches.States, matches.Deltas).Sample((match, delta) =>
        {
            var after = Match.From(match.Clone()).Apply(delta).ToMessage();
            var view =
                ScoreView.From(Projection<MatchState, ScoreState>.Of(match))
                    .Apply(Projection<MatchDelta, ScoreDelta>.Of(delta));
            Assert.Equal(Projection<MatchState, ScoreState>.Of(after), view.ToMessage());
        }, iter: 300);
    }

    [Fact]
    public void A_score_view_that_takes_the_head_of_its_match_is_the_same_view()
    {
        var matches = new StateGen<MatchState, MatchDelta>();
        Gen.Select(matches.States, matches.Deltas).Sample((state, delta) =>
        {
            var match = Match.From(state.Clone()).Apply(delta);
            var before = ScoreView.From(Projection<MatchState, ScoreState>.Of(state));
            var change = Projection<MatchDelta, ScoreDelta>.Of(delta);
            var (expected, expectedEffect) = before.ApplyEffective(change);

            var (view, effect) = before.ApplyEffective(change, Projection<MatchState, ScoreState>.Of(match.Head));

            Assert.Equal((expected.ToMessage(), expected.Hash), (view.ToMessage(), view.Hash));
            Assert.Equal(expectedEffect, effect);
        }, iter: 300);
    }

    [Fact]
    public void A_headline_follows_its_match_by_projected_deltas()
    {
        var matches = new StateGen<MatchState, MatchDelta>();
        Gen.Select(matches.States, matches.Deltas).Sample((match, delta) =>
        {
            var after = Match.From(match.Clone()).Apply(delta).ToMessage();
            var row = Projection<MatchDelta, HeadlineDelta>.Of(delta);
            row.Id = "row"; // a change of a row names the row
            var board =
                Board.From(new BoardState { Rows = { HeadlineOf(match) } })
                    .Apply(new BoardDelta { Rows = new HeadlineEdits { Change = { row } } });
            Assert.Equal(HeadlineOf(after), Assert.Single(board.ToMessage().Rows));
        }, iter: 300);
    }

    private static Headline HeadlineOf(MatchState match)
    {
        var headline = Projection<MatchState, Headline>.Of(match);
        headline.Id = "row";
        return headline;
    }
}
