using System.Runtime.CompilerServices;
using Fanout.Ingest.Corrections;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Normalising.Correcting;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Corrections;

/// <summary>Who may correct what: one table, and the documentation shows it.</summary>
public sealed class CorrectionPermissionTests
{
    [Fact]
    public void Every_action_has_one_row() => Assert.Equal(
        Enum.GetValues<CorrectionAction>().Order(), CorrectionPermissions.All.Select(static one => one.Action).Order());

    [Fact]
    public void The_documentation_shows_the_table()
    {
        var rows = File.ReadLines(Documentation())
            .SkipWhile(static line => line != "### Who may correct what")
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| action", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(CorrectionPermissions.All.Select(RowOf), rows);
    }

    [Theory]
    [InlineData(StatusValue.Live, EditorRole.Editor, false, null)]
    [InlineData(StatusValue.Live, EditorRole.Viewer, true, CorrectionRefusal.NotAllowed)]
    [InlineData(StatusValue.Official, EditorRole.Editor, true, CorrectionRefusal.NotAllowed)]
    [InlineData(StatusValue.Official, EditorRole.Senior, false, null)]
    public void A_score_is_an_editors_until_it_is_official(StatusValue status, EditorRole role, bool isSteppedUp, string? refusal) =>
        Assert.Equal(refusal, CorrectionPermissions.Obstacle([CorrectionAction.Phase, CorrectionAction.Score], status, role, isSteppedUp)?.Reason);

    [Theory]
    [InlineData(EditorRole.Editor, true, CorrectionRefusal.NotAllowed)]
    [InlineData(EditorRole.Senior, false, CorrectionRefusal.StepUp)]
    [InlineData(EditorRole.Senior, true, null)]
    [InlineData(EditorRole.Admin, false, CorrectionRefusal.StepUp)]
    public void What_cannot_be_taken_back_needs_a_second_factor(EditorRole role, bool isSteppedUp, string? refusal)
    {
        Assert.Equal(refusal, CorrectionPermissions.Obstacle([CorrectionAction.Score, CorrectionAction.Force], StatusValue.Live, role, isSteppedUp)?.Reason);
        Assert.Equal(refusal, CorrectionPermissions.Obstacle([CorrectionAction.Settle], StatusValue.Final, role, isSteppedUp)?.Reason);
    }

    [Fact]
    public void What_an_order_does_is_seen_from_its_changes()
    {
        var shown = Match.From(new MatchState { Incidents = { new Incident { Id = "i1", State = IncidentState.Types.Value.Voided }, new Incident { Id = "i2" } } });
        CorrectionStep[] steps =
        [
            Content(static said => said.Incident = new IncidentUpdate { Id = "i1", State = IncidentState.Types.Value.Confirmed }),
            Content(static said => said.Incident = new IncidentUpdate { Id = "i2", Player = "A" }),
            Content(static said => said.Incident = new IncidentUpdate { Type = "goal" }),
            Content(static said => said.Status = new StatusUpdate { Status = StatusValue.Voided }),
            new CorrectionStep { Unlock = "score" },
        ];

        Assert.Equal(
            [CorrectionAction.Add, CorrectionAction.Amend, CorrectionAction.Reinstate, CorrectionAction.Unlock, CorrectionAction.Settle, CorrectionAction.Force],
            CorrectionActions.Of(new CorrectionOrder(steps, LockRule.Agree, IsForced: true), shown));
    }

    private static CorrectionStep Content(Action<ScoreEvent> say)
    {
        var content = new ScoreEvent();
        say(content);
        return new CorrectionStep { Content = content };
    }

    private static string RowOf(CorrectionPermission one) =>
        $"| {CorrectionPermissions.NameOf(one.Action)} | {Editor.NameOf(one.Running)} | {Editor.NameOf(one.Settled)} | {(one.NeedsStepUp ? "needed " : "")}|";

    private static string Documentation([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "docs", "operations", "editors.md");
}
