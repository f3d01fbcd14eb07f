namespace Fanout.Ingest.Editors;

/// <summary>What somebody may do; each role may do what those before it may.</summary>
public enum EditorRole
{
    /// <summary>Looks at what only editors see.</summary>
    Viewer = 1,

    /// <summary>Changes matches.</summary>
    Editor,

    /// <summary>Takes steps that cannot be taken back: forces what a rule refused.</summary>
    Senior,

    /// <summary>Looks after who may do what.</summary>
    Admin,
}
