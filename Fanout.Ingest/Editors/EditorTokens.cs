using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Editors;

/// <summary>The tokens of editors, as digests: compared in constant time, and of one length whatever was sent.</summary>
/// <remarks>
/// The one place that says who a token belongs to: tokens that are issued and taken back while the process runs go beside
/// the configured ones here, and nothing else has to know.
/// </remarks>
internal sealed class EditorTokens
{
    private const string Scheme = "Bearer ";

    private readonly (Editor Editor, byte[] Digest)[] _tokens;

    public EditorTokens(IOptions<EditorsOptions> options) => _tokens =
    [
        .. options.Value.Named.Select(static editor =>
            (new Editor(editor.Key, RoleOf(editor.Value.Role)!.Value, editor.Value.Mfa), Digest(editor.Value.Token))),
    ];

    /// <summary>Whose an <c>Authorization</c> header (RFC 6750 §2.1) is; null: nobody's.</summary>
    public Editor? Find(string? authorization)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true) return null;
        var digest = Digest(authorization[Scheme.Length..].Trim());
        Editor? found = null;
        foreach (var (editor, token) in _tokens) // all of them, so that the time says nothing
        {
            if (CryptographicOperations.FixedTimeEquals(digest, token)) found = editor;
        }
        return found;
    }

    /// <summary>The role of this name; null: there is none.</summary>
    public static EditorRole? RoleOf(string name)
    {
        foreach (var role in Enum.GetValues<EditorRole>())
        {
            if (Editor.NameOf(role).Equals(name, StringComparison.OrdinalIgnoreCase)) return role;
        }
        return null;
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
