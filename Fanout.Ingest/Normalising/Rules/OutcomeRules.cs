using Fanout.Protocol.Messages;
using WinnerValue = Fanout.Protocol.Messages.Winner.Types.Value;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>The winner of a match that was won on the field, beside its score.</summary>
internal static class OutcomeRules
{
    /// <summary>
    /// Told where nothing but the score can have decided: who won by play. A leg of a tie may name the winner of the tie.
    /// </summary>
    public static IEnumerable<Surprise> Implausible(Change change)
    {
        if (!change.Effect.HasWinner || change.After is not { HasWinner: true, HasWinMethod: true, Score: { } score }) yield break;
        var isByPlay = change.After.WinMethod is WinMethod.Types.Value.Regulation or WinMethod.Types.Value.ExtraTime;
        if (!isByPlay || score.Aggregate is not null || score.Tie is not null) yield break;
        var agrees = change.After.Winner switch
        {
            WinnerValue.Home => score.Home > score.Away,
            WinnerValue.Away => score.Away > score.Home,
            WinnerValue.Draw or WinnerValue.Tie => score.Home == score.Away,
            _ => true,
        };
        if (agrees) yield break;
        yield return new Surprise("winner", $"score {score.Home}:{score.Away}", $"winner {EnumNames.Of(change.After.Winner)}");
    }
}
