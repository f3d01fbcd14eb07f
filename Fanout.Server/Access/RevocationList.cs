using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fanout.Server.Access;

/// <summary>Tokens of one issuer that are no longer good, as a list says that it publishes.</summary>
/// <remarks><code>
/// {"tokens":["3f0c…"],"subjects":{"partner-7":1796040000}}
///
/// tokens     their jti
/// subjects   by sub, a time (Unix, seconds): all that were issued before it (iat), and all that do not say when
/// </code></remarks>
internal sealed class RevocationList
{
    /// <summary>Bytes of one, as UTF-8.</summary>
    public const int BytesMax = 4 << 20;

    private readonly FrozenSet<string> _tokens;
    private readonly FrozenDictionary<string, long> _subjects;

    private RevocationList(Form form) => (_tokens, _subjects) = (
        (form.Tokens ?? []).ToFrozenSet(StringComparer.Ordinal),
        (form.Subjects ?? []).ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>Tokens named one by one.</summary>
    public int TokenCount => _tokens.Count;

    public int SubjectCount => _subjects.Count;

    /// <exception cref="JsonException">It is no such list; the message says where.</exception>
    public static RevocationList Parse(string text) =>
        new(JsonSerializer.Deserialize<Form>(text, JsonSerializerOptions.Web) ?? throw new JsonException("it is null"));

    public bool Covers(TokenMark token) =>
        (token.Id is { } id && _tokens.Contains(id))
        || (token.Subject is { } subject && _subjects.TryGetValue(subject, out var beforeSeconds) && token.IssuedSeconds < beforeSeconds);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record Form(string[]? Tokens, Dictionary<string, long>? Subjects);
}

/// <summary>What a token can be revoked by.</summary>
/// <param name="Id">Its <c>jti</c>; null: none.</param>
/// <param name="Subject">Its <c>sub</c>; null: none.</param>
/// <param name="IssuedSeconds">Its <c>iat</c>, Unix time in seconds; 0: it does not say.</param>
internal readonly record struct TokenMark(string? Id, string? Subject, long IssuedSeconds);
