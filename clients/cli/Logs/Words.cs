using System.Text.Json;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>Kinds of findings as words.</summary>
internal static class Words
{
    /// <summary>In a sentence: <c>match sequence</c>.</summary>
    public static string Of(FindingKind kind) => Name(kind).Replace('_', ' ').ToLowerInvariant();

    /// <summary>For programs: <c>MATCH_SEQUENCE</c>.</summary>
    public static string Name(FindingKind kind) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(kind.ToString());
}
