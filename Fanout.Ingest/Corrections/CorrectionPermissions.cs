using System.Collections.Frozen;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Normalising.Correcting;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Corrections;

/// <summary>Who may do what to a match.</summary>
/// <param name="Action">What.</param>
/// <param name="Running">The least role, until the match has its last word.</param>
/// <param name="Settled">The least role, of a match that is OFFICIAL, AWARDED or VOIDED.</param>
/// <param name="NeedsStepUp">A second factor is needed, too: it cannot be taken back without being seen.</param>
internal sealed record CorrectionPermission(CorrectionAction Action, EditorRole Running, EditorRole Settled, bool NeedsStepUp = false);

/// <summary>
/// The table of permissions: all that decides who may correct what, in one place (docs/operations/editors.md shows it).
/// </summary>
internal static class CorrectionPermissions
{
    /// <summary>One row for each action.</summary>
    public static IReadOnlyList<CorrectionPermission> All { get; } =
    [
        new(CorrectionAction.Score, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Phase, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Clock, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Status, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Stat, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Add, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Amend, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Void, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Reinstate, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Lock, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Unlock, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Undo, EditorRole.Editor, EditorRole.Senior),
        new(CorrectionAction.Settle, EditorRole.Senior, EditorRole.Senior, NeedsStepUp: true),
        new(CorrectionAction.Force, EditorRole.Senior, EditorRole.Senior, NeedsStepUp: true),
    ];

    private static readonly FrozenDictionary<CorrectionAction, CorrectionPermission> ByAction =
        All.ToFrozenDictionary(static one => one.Action);

    /// <summary>Why somebody may not do something; null: it is allowed.</summary>
    /// <param name="actions">What an order does.</param>
    /// <param name="status">Of the match, as readers see it.</param>
    /// <param name="role">Who.</param>
    /// <param name="isSteppedUp">A second factor was shown.</param>
    public static CorrectionObstacle? Obstacle(
        IReadOnlyList<CorrectionAction> actions, Status.Types.Value status, EditorRole role, bool isSteppedUp)
    {
        var isSettled = CorrectionActions.IsSettled(status);
        foreach (var one in actions.Select(static action => ByAction[action]))
        {
            var least = isSettled ? one.Settled : one.Running;
            if (role >= least) continue;
            var of = isSettled ? $" of a match that is {Normalising.EnumNames.Of(status)}" : "";
            return new CorrectionObstacle(
                CorrectionRefusal.NotAllowed, $"{NameOf(one.Action)}{of} needs the role {Editor.NameOf(least)}, and yours is {Editor.NameOf(role)}");
        }
        return actions.FirstOrDefault(action => ByAction[action].NeedsStepUp && !isSteppedUp) is var missing and not 0
            ? new CorrectionObstacle(CorrectionRefusal.StepUp, $"{NameOf(missing)} needs a second factor, and your token stands for none (Editors:{{name}}:Mfa)")
            : null;
    }

    public static string NameOf(CorrectionAction action) => action.ToString().ToLowerInvariant();
}
