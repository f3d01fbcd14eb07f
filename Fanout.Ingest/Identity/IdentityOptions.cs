using System.ComponentModel.DataAnnotations;
using Fanout.Ingest.Identity.Tables;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Identity;

/// <summary>Settings of what finds one match under several feeds' names; section <c>Identity</c>. Checked at start, unchanged after.</summary>
public sealed class IdentityOptions
{
    /// <summary>
    /// Whether fixtures are compared; true by default. Without it each name is a match of its own, unless a fixture's
    /// <c>ids</c>, the table or an earlier decision says otherwise.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Path of a CSV file with the columns feed, id and match, which has the first word; empty, as by default: none. Looked
    /// at every 5 s, and read again when it was changed; one with a fault leaves the one before in force.
    /// </summary>
    public string Table { get; set; } = "";

    /// <summary>
    /// Points from which a fixture is taken for a match without asking anybody. 700 to 1001, 850 by default: both names,
    /// and the start or the day. 1001: never.
    /// </summary>
    [Range(700, 1001)]
    public int AutomaticScore { get; set; } = 850;

    /// <summary>
    /// Points from which it is proposed to be. 400 to 1000, 600 by default: one name and the start, say. Not more than
    /// <see cref="AutomaticScore"/>.
    /// </summary>
    [Range(400, 1000)]
    public int ProposedScore { get; set; } = 600;

    /// <summary>
    /// Points that the second best match must be behind. 0 to 1000, 100 by default: more than a competition's name, or an
    /// hour, makes.
    /// </summary>
    [Range(0, 1000)]
    public int Margin { get; set; } = 100;
}

/// <summary>Checks <see cref="IdentityOptions"/> against its annotations, by generated code.</summary>
[OptionsValidator]
internal sealed partial class IdentityOptionsValidator : IValidateOptions<IdentityOptions>;

/// <summary>Checks what annotations cannot say: one setting against another, and the table itself.</summary>
internal sealed class IdentityTableValidator : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        if (options.ProposedScore > options.AutomaticScore)
        {
            return ValidateOptionsResult.Fail(
                $"Identity:ProposedScore: {options.ProposedScore} is more than Identity:AutomaticScore, {options.AutomaticScore}");
        }
        if (options.Table.Length == 0) return ValidateOptionsResult.Success;
        new TableFile(options.Table).ReadChanged(out var faults);
        return faults.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(faults.Select(static fault => $"Identity:Table: {fault}"));
    }
}
