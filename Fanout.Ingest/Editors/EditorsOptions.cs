using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Editors;

/// <summary>Who may do what only editors do; section <c>Editors</c>. Checked at start, unchanged after. Nobody by default.</summary>
public sealed class EditorsOptions
{
    /// <summary>By name: 1 to 64 of <c>A–Z a–z 0–9 . _ -</c>.</summary>
    public Dictionary<string, EditorOptions> Named { get; } = new(StringComparer.Ordinal);
}

/// <summary>One editor; section <c>Editors:{name}</c>.</summary>
public sealed class EditorOptions
{
    /// <summary>Bearer token, 16 to 256 characters, nobody else's. Needed.</summary>
    public string Token { get; set; } = "";

    /// <summary><c>viewer</c>, <c>editor</c>, <c>senior</c> or <c>admin</c>. Needed.</summary>
    public string Role { get; set; } = "";

    /// <summary>
    /// Whether the token is kept where only a second factor gets at it: steps that cannot be taken back need that. False by
    /// default.
    /// </summary>
    public bool Mfa { get; set; }
}

/// <summary>Checks names, tokens and roles; says which editor, never which token.</summary>
internal sealed class EditorsOptionsValidator : IValidateOptions<EditorsOptions>
{
    private const int NameLengthMax = 64;
    private const int TokenLengthMin = 16; // 96 bits in base 64: nothing that can be guessed over the network
    private const int TokenLengthMax = 256;

    private static readonly string Roles =
        string.Join(", ", Enum.GetValues<EditorRole>().Select(Editor.NameOf));

    public ValidateOptionsResult Validate(string? name, EditorsOptions options)
    {
        var faults = options.Named
            .SelectMany(static editor => FaultsOf(editor.Key, editor.Value).Select(fault => $"Editors:{editor.Key}{fault}"))
            .ToList();
        var twice = options.Named.GroupBy(static editor => editor.Value.Token)
            .FirstOrDefault(static same => same.Key.Length > 0 && same.Count() > 1);
        if (twice is not null)
            faults.Add($"Editors: {string.Join(" and ", twice.Select(static editor => editor.Key))} have one token; each needs its own");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string name, EditorOptions editor)
    {
        if (name.Length is 0 or > NameLengthMax || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
            yield return $": the name is not 1 to {NameLengthMax} of A–Z a–z 0–9 . _ -";
        if (editor.Token.Length is < TokenLengthMin or > TokenLengthMax)
            yield return $":Token: {editor.Token.Length} characters, {TokenLengthMin} to {TokenLengthMax} may be";
        if (EditorTokens.RoleOf(editor.Role) is null) yield return $":Role: \"{editor.Role}\" is not one of {Roles}";
    }
}
