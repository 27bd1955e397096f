using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Paceline.Endpoints;

/// <summary>What is read as a whole, changed and written as a whole is written over what was read only: two supervisors who change the same
/// at once do not undo each other's work unseen.</summary>
internal static class SeenVersion
{
    /// <summary>Another word for each other content.</summary>
    public static string Of<T>(T content, JsonTypeInfo<T> type) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, type)).AsSpan(0, 8));

    /// <summary>Null: nobody has changed it since, or the caller does not say what they have seen.</summary>
    public static IResult? Refusal(string? seen, string? now) => seen is null || string.Equals(seen, now, StringComparison.Ordinal)
        ? null
        : Problems.Of(409, "changed-meanwhile", "Somebody else has changed this since you opened it.",
            "Nothing was saved. Note what you wanted, reload the page to see what they changed, and change it there.");
}
