namespace Fanout.Ingest.Editors;

/// <summary>Who asks.</summary>
/// <param name="Name">As configured; goes into the log with what was done.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Mfa">Whether the token stands for a second factor.</param>
public sealed record Editor(string Name, EditorRole Role, bool Mfa = false)
{
    /// <summary>The role as people and the log write it, e.g. <c>senior</c>.</summary>
    public string RoleName => NameOf(Role);

    internal static string NameOf(EditorRole role) => role.ToString().ToLowerInvariant();
}
