namespace Fanout.Ingest.Adapters;

/// <summary>Where something stands; made text only when there is something to say about it.</summary>
internal readonly record struct ReadPlace(string File, string Place)
{
    public ReadProblem Problem(ProblemKind kind, string text) => new(kind, File, Place, text);
}
