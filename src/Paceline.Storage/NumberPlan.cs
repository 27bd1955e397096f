using NodaTime;
using Paceline.Dialing.Contacts;
using PhoneNumbers;
using PhoneNumber = Paceline.Dialing.PhoneNumber;

namespace Paceline.Storage;

/// <summary>A number with the zone whose law holds for calling it.</summary>
/// <param name="Type">The telephone it belongs to: "mobile", "home", "work", or empty.</param>
internal sealed record PlacedNumber(PhoneNumber Number, string Zone, string Type = "");

/// <summary>Why a row has no number that can be called.</summary>
internal readonly record struct Unplaced(RefusalKind Kind, string Sentence);

/// <summary>The world's telephone numbers: whether one exists, how it is written internationally, and where it is.</summary>
public sealed class NumberPlan
{
    private static readonly PhoneNumberUtil _numbers = PhoneNumberUtil.GetInstance();
    private static readonly PhoneNumberToTimeZonesMapper _zones = PhoneNumberToTimeZonesMapper.GetInstance();

    private readonly string _region;

    /// <exception cref="ImportRefusedException">Nobody knows the region.</exception>
    public NumberPlan(string region)
    {
        _region = region.ToUpperInvariant();
        if (!_numbers.GetSupportedRegions().Contains(_region))
        {
            throw new ImportRefusedException($"\"{region}\" is no region. Expected two letters of ISO 3166, such as US or GB.");
        }
    }

    /// <summary>A number as people write it, or a sentence why it cannot be called.</summary>
    public (NewNumber? Number, string Why) Find(string text)
    {
        var (found, why) = Place(text, zone: null);
        return found is null ? (null, why.Sentence) : (new(found.Number, found.Zone), "");
    }

    /// <summary>Whether a name is a time zone's (IANA).</summary>
    public static bool IsZone(string name) => DateTimeZoneProviders.Tzdb.Ids.Contains(name) && name != "Etc/Unknown";

    /// <summary>The number, or why there is none.</summary>
    /// <param name="zone">Where the person is, if somebody says so; null: as the plan says.</param>
    /// <remarks>A number that belongs to several zones (toll-free, some mobiles) has the first that the plan lists.</remarks>
    internal (PlacedNumber? Number, Unplaced Why) Place(string text, string? zone)
    {
        PhoneNumbers.PhoneNumber parsed;
        try
        {
            parsed = _numbers.Parse(text, _region);
        }
        catch (NumberParseException)
        {
            return (null, new(RefusalKind.NotANumber, $"Expected a telephone number; \"{Shortened(text)}\" is none."));
        }

        if (Kind(parsed) is { } kind)
        {
            return (null, new(RefusalKind.NotCalled, $"\"{Shortened(text)}\" is {kind}; such numbers are not called."));
        }

        if (!_numbers.IsValidNumber(parsed))
        {
            return (null, new(
                RefusalKind.NoSuchNumber,
                $"\"{Shortened(text)}\" is no number that exists (read as a number of {_region} if it has no country code)."));
        }

        zone ??= _zones.GetTimeZonesForNumber(parsed).FirstOrDefault(IsZone);
        return zone is null
            ? (null, new(
                RefusalKind.UnknownZone, $"Nobody knows the time zone of \"{Shortened(text)}\", so nobody knows when it may be called."))
            : (new(new(_numbers.Format(parsed, PhoneNumberFormat.E164)), zone), default);
    }

    /// <summary>What a number is that no person has, or whose call costs more than a call; null: neither.</summary>
    private static string? Kind(PhoneNumbers.PhoneNumber number) =>
        IsShortCode(number) ? "a short code, such as one for emergencies or services" : _numbers.GetNumberType(number) switch
        {
            PhoneNumberType.PREMIUM_RATE => "a premium-rate number",
            PhoneNumberType.SHARED_COST => "a special-rate number (its cost is shared with the caller)",
            PhoneNumberType.PAGER => "a pager",
            PhoneNumberType.VOICEMAIL => "a voicemail box",
            _ => null,
        };

    private static bool IsShortCode(PhoneNumbers.PhoneNumber number) =>
        !_numbers.IsValidNumber(number) && ShortNumberInfo.GetInstance().IsValidShortNumber(number);

    public static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
