namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>Where an event stands; made text only when there is something to say about it.</summary>
internal readonly record struct WyscoutPlace(string File, string Member, int Index)
{
    public ReadProblem Problem(ProblemKind kind, string text) => new(kind, File, $"{Member}[{Index}]", text);
}
