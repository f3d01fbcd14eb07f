namespace Fanout.Ingest.Adapters.Tennis;

/// <summary>A point, or another change of the score.</summary>
/// <param name="Key">Its place in the document, unique in the match.</param>
/// <param name="Number">Place in the order of play, from 1.</param>
/// <param name="Winner">Who won it, home or not; <see langword="null"/>: nobody did, the score was only corrected.</param>
/// <param name="HomeServed">Who served it.</param>
/// <param name="Method">A word of the vocabulary of incidents; empty: a point like any other.</param>
internal readonly record struct TennisPoint(string Key, double Number, bool? Winner, bool? HomeServed, string Method)
{
    /// <summary>Names the server where the source knows which of a pair it was.</summary>
    public string ServerName { get; init; } = "";
}
