using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Paceline.Contracts;
using Paceline.Tests.Architecture;
using Paceline.Web;
using Paceline.Web.Connection;
using Paceline.Web.Workspace.Messages;

namespace Paceline.Tests.Web;

/// <summary>What the server says in English, a page says in its own language: all of it, and nothing but it.</summary>
public sealed partial class ServerSentenceTests
{
    /// <summary>Only why a call is refused: all else in it is said to the server.</summary>
    private const string OrdersOfCalls = "src/Paceline.Voice/Calls/Switchboard.Commands.cs";

    /// <summary>Where what is said to people is written. Of the voice node, what ends on a board: trunks, phones, a call that it refuses.</summary>
    private static readonly string[] _speakers =
    [
        "src/Paceline.Dialing/", "src/Paceline.Grains/", "src/Paceline.Storage/", "src/Paceline/Endpoints/", "src/Paceline/Server/",
        "src/Paceline.Voice/Signalling/TrunkHealth.cs", "src/Paceline.Voice/Agents/", "src/Paceline.Voice/Audio/BrowserLeg.cs", OrdersOfCalls,
    ];

    /// <summary>Storage is full of SQL: here its words count too, elsewhere in it only sentences.</summary>
    private static readonly string[] _wordsOfStorage = ["CampaignNotices.cs", "ListCheck.cs", "ListImport.cs", "NumberGuard.cs", "NumberPlan.cs"];

    /// <summary>Files whose sentences no page shows, and who reads them.</summary>
    private static readonly Dictionary<string, string> _saidToOthers = new(StringComparer.Ordinal)
    {
        ["src/Paceline.Storage/DataDirectory.cs"] = "whoever starts the program",
        ["src/Paceline.Storage/SqliteStore.cs"] = "whoever starts the program",
        ["src/Paceline.Storage/FactJson.cs"] = "whoever writes facts by hand",
        ["src/Paceline.Storage/ListPreview.cs"] = "the command line, which speaks English",
        ["src/Paceline.Grains/Writer.cs"] = "the log",
        ["src/Paceline/Server/Contract.cs"] = "the description of the API",
        ["src/Paceline/Server/ExactWords.cs"] = "whoever writes a program: a page sends words that exist",
    };

    /// <summary>Single sentences that no page shows, and why.</summary>
    private static readonly Dictionary<string, string> _saidToNobody = new(StringComparer.Ordinal)
    {
        ["/openapi/v1.json says what is expected."] = "to programs",
        ["{0} is none; /openapi/v1.json lists all."] = "to programs",
        ["The address takes another method."] = "to programs",
        ["{0} was asked with {1}; it takes {2}."] = "to programs",
        ["At {0}, line {1}: {2}"] = "to programs: JSON of theirs",
        ["There is no member \"{0}\" in this command (line {1})."] = "to programs: JSON of theirs",
        ["The member \"{0}\" is there twice (line {1}). Send it once."] = "to programs: JSON of theirs",
        ["Expected the JSON of this command; at {0}, line {1}, it is not. {2}"] = "to programs: JSON of theirs",
        ["Expected the JSON of this command as the body; there was none, or it was null. {0}"] = "to programs: JSON of theirs",
        ["{0} is \"{1}\"; expected {2}."] = "to programs: a query of theirs",
        ["a whole number"] = "to programs: a query of theirs",
        ["another value"] = "to programs: a query of theirs",
        ["Expected the content type application/json."] = "to programs",
        ["could not be mapped"] = "heard from the serializer",
        ["Duplicate property"] = "heard from the serializer",
        ["unknown or revoked key"] = "the log",
        ["\"{0}\" is no mapping of a column. Expected a word, = and the column's header, such as phone=Telephone; words are: {1}."] =
            "to programs and on the command line",
        ["{0} is no fact that this version keeps."] = "an exception",
        ["network blocked"] = "heard from a carrier (SIP reason)",
        ["the agent did not confirm in time"] = "in the facts",
        ["the node never reported its end"] = "in the facts",
        ["Try again later"] = "the name of an outcome: the campaign's, a supervisor gives it another",
        ["Wrong number"] = "the name of an outcome",
        ["Answering machine"] = "the name of an outcome",
        ["Do not call"] = "the name of an outcome",
        ["windowFrom, windowUntil"] = "names of settings",
        ["targetBusyFactor, targetWaitSeconds"] = "names of settings",
    };

    [Fact]
    public void Every_sentence_of_the_server_has_one_in_every_other_language()
    {
        var findings = new Findings(
            "What the server says and a page of another language would say in English:",
            "Add it to src/Paceline.Web/ServerSentences.xx.resx, or to the exceptions here if no page shows it.");
        foreach (var code in Languages.All.Select(static l => l.Code).Where(static code => code != "en"))
        {
            var texts = Texts(code);
            foreach (var said in Said().Where(said => !texts.ContainsKey(said.Text)))
            {
                findings.Add(said.Path, said.Line, $"{code}: {said.Text}");
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void No_sentence_is_kept_that_the_server_does_not_say_any_more()
    {
        var says = SourceFile.Shipped.Where(static f => !f.Path.StartsWith("src/Paceline.Web/", StringComparison.Ordinal))
            .SelectMany(Literal.In).Select(static l => l.Text).ToHashSet(StringComparer.Ordinal);
        var findings = new Findings("A sentence that no source has:", "Take it out, or say it as the server does; the name is the English sentence.");
        foreach (var (code, _) in Languages.All.Where(static l => l.Code != "en"))
        {
            foreach (var english in Texts(code).Keys.Where(english => !says.Contains(english)))
            {
                findings.Add(FileOf(code), english);
            }
        }

        foreach (var exception in _saidToNobody.Keys.Where(exception => !says.Contains(exception)))
        {
            findings.Add("exceptions of this test", exception);
        }

        _saidToOthers.Keys.Where(static path => !Repository.Exists(path)).ShouldBeEmpty();
        findings.ShouldBeNone();
    }

    [Fact]
    public void Sentences_have_the_places_of_the_English_ones_and_are_sorted()
    {
        foreach (var (code, _) in Languages.All.Where(static l => l.Code != "en"))
        {
            var texts = Texts(code);
            var findings = new Findings(
                "A sentence with other places than its English one:", "{0} is shown as it came, {0:read} is the server's and read as well.");
            foreach (var (english, other) in texts)
            {
                var places = Place().Matches(english).Select(static m => m.Value).ToList();
                var ours = Place().Matches(other).Select(static m => m.Value.Replace(":read", "", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
                if (!ours.SetEquals(places) || english.Contains("{number}", StringComparison.Ordinal) != other.Contains("{number}", StringComparison.Ordinal))
                {
                    findings.Add(FileOf(code), $"“{other}” has not the places of “{english}”");
                }

                if (english.Contains("}{", StringComparison.Ordinal) || !places.SequenceEqual(Enumerable.Range(0, places.Count).Select(static n => $"{{{n}}}"), StringComparer.Ordinal))
                {
                    findings.Add(FileOf(code), $"“{english}”: its places cannot be told apart");
                }
            }

            findings.ShouldBeNone();
            texts.Keys.ToList().ShouldBe(texts.Keys.OrderBy(static name => name.ToLowerInvariant(), StringComparer.Ordinal).ToList(), customMessage: FileOf(code));
        }
    }

    [Theory]
    [InlineData("Choose an outcome to finish.", "Zum Abschließen ein Ergebnis wählen.")]
    [InlineData("A note has at most 4000 characters; this one has 4001.", "Eine Notiz hat höchstens 4000 Zeichen; diese hat 4001.")]
    [InlineData("This is not possible while you are in wrap-up. The call is over.", "Das geht nicht, solange Sie in der Nachbearbeitung sind. Das Gespräch ist zu Ende.")]
    [InlineData(
        "In this campaign agents may not book a callback before the call. Ask your supervisor.",
        "In dieser Kampagne dürfen Agenten das nicht: vor dem Anruf einen Rückruf vereinbaren. Fragen Sie Ihren Supervisor.")]
    [InlineData("1 number is being dialled. 3 agents have waited longer.", "1 Nummer wird gewählt. 3 Agenten warten länger.")]
    [InlineData(
        "Waiting for agents: 2 in a call, 3 in wrap-up (1 over the limit), none is ready.",
        "Wartet auf Agenten: 2 im Gespräch, 3 in Nachbearbeitung (1 über der Zeit), keiner ist bereit.")]
    [InlineData("Waiting for agents: nobody is ready.", "Wartet auf Agenten: Niemand ist bereit.")]
    [InlineData("Waiting for the trunk: trunk-a refuses calls with 503.", "Wartet auf die Leitung: trunk-a lehnt Anrufe mit 503 ab.")]
    [InlineData(
        "3 agents, none free, 1 leaving; abandoned 3 of 90, none allowed for 10 more answers, so one dial for each free agent: dial 0.",
        "3 Agenten, keiner frei, 1 in Abmeldung; abgebrochen 3 von 90, keiner erlaubt, bis 10 weitere abnehmen, "
        + "deshalb einmal wählen für jeden freien Agenten: 0 wählen.")]
    [InlineData("This call is not allowed: attempts used up.", "Dieser Anruf ist nicht erlaubt: Alle erlaubten Anrufe sind gemacht.")]
    [InlineData("The phone refused with 486.", "Das Telefon hat mit 486 abgelehnt.")]
    [InlineData("The phone's address is not one this node may speak to.", "Mit dieser Adresse darf der Sprachknoten nicht sprechen.")]
    [InlineData(
        "Expected CSV in UTF-8: a header with a phone column, and one row for each person. "
        + "A PDF came. Export the list as CSV from where it is kept, and send that.",
        "Erwartet wird CSV in UTF-8: eine Kopfzeile mit einer Telefonspalte und eine Zeile für jede Person. "
        + "Es kam ein PDF. Exportieren Sie die Liste dort, wo sie geführt wird, als CSV, und senden Sie das.")]
    [InlineData("The number is already in the list (row 7 of an earlier file).", "Die Nummer steht schon in der Liste (Zeile 7 einer früheren Datei).")]
    [InlineData("No campaign is called \"spring\".", "Kampagne „spring“ gibt es nicht.")]
    [InlineData(
        "Your supervisor Rui Costa set you to Not ready (Break).", "Ihr Supervisor Rui Costa hat Sie auf Nicht bereit gesetzt (Pause).")]
    [InlineData(
        "Your callback with a customer was missed, because you were away. Whoever is free calls now.",
        "Ihr Rückruf mit einem Kunden wurde verpasst, weil Sie nicht da waren. Jetzt ruft an, wer frei ist.")]
    public void A_sentence_of_the_server_is_read_in_German(string english, string german)
    {
        In("de", static text => ServerSentences.Read(text), english).ShouldBe(german);
        In("de-AT", static text => ServerSentences.Read(text), english).ShouldBe(german);
        In("en", static text => ServerSentences.Read(text), english).ShouldBe(english);
    }

    [Theory]
    [InlineData("Nobody has ever said this. Not even this.")]
    [InlineData("")]
    [InlineData("Das Programm wurde beendet.")]
    public void What_nobody_has_translated_stays_as_it_came(string sentence) =>
        In("de", static text => ServerSentences.Read(text), sentence).ShouldBe(sentence);

    /// <summary>A place that is not the server's own is never read: a person may be called Break, and a column "ready".</summary>
    [Theory]
    [InlineData("ready takes yes or no; “a pager” is not.", "„ready“ erwartet Ja oder Nein (yes, no); „a pager“ ist das nicht.")]
    [InlineData("Your supervisor Break signed you off.", "Ihr Supervisor Break hat Sie abgemeldet.")]
    [InlineData("No agent is called \"do not call\".", "Agent „do not call“ gibt es nicht.")]
    [InlineData(
        "Your callback with Ana set you to Ready. was missed, because you were away. Whoever is free calls now.",
        "Ihr Rückruf mit Ana set you to Ready. wurde verpasst, weil Sie nicht da waren. Jetzt ruft an, wer frei ist.")]
    public void What_people_wrote_stays_theirs(string english, string german) =>
        In("de", static text => ServerSentences.Read(text), english).ShouldBe(german);

    [Fact]
    public void A_reason_that_somebody_typed_is_read_only_if_it_is_one_of_the_servers()
    {
        In("de", ServerSentences.Word, "Break").ShouldBe("Pause");
        In("de", ServerSentences.Word, "Kitchen free").ShouldBe("Kitchen free");
        In("en", ServerSentences.Word, "Break").ShouldBe("Break");
    }

    [Fact]
    public void What_a_supervisor_typed_is_never_touched_and_what_is_told_of_them_is_read()
    {
        var typed = new Message(
            1, MessageKind.Supervisor, null, null, "Rui", MessagePriority.Normal, "Your supervisor Rui signed you off.",
            default, null, Read: false, Acknowledged: false);
        var told = typed with { OfOrder = true };

        In("de", MessageWords.Body, typed).ShouldBe("Your supervisor Rui signed you off.");
        In("de", MessageWords.Body, told).ShouldBe("Ihr Supervisor Rui hat Sie abgemeldet.");
        In("de", MessageWords.Title, told).ShouldBe("Ihr Supervisor Rui hat Sie abgemeldet");
    }

    [Fact]
    public void A_refusal_is_read_with_its_time_and_what_no_server_said_stays()
    {
        var refused = new Reply.Refused(new("past", "Not possible now.", "This time has passed. Choose a later one.", 409, DateTimeOffset.UnixEpoch));

        In("de", static reply => reply.Sentence, (Reply)refused).ShouldBe("Diese Zeit ist vorbei. Wählen Sie eine spätere.");
        In("de", static reply => reply.Trouble, (Reply)refused).ShouldBe(refused.Problem with { Detail = "Diese Zeit ist vorbei. Wählen Sie eine spätere." });
        In("de", static reply => reply.Sentence, (Reply)new Reply.Refused(new("bad", "Not possible.", "", 400))).ShouldBe("Nicht möglich.");
        In("de", static text => ServerSentences.Read(text), "You are signed out.").ShouldBe(
            In("de", static _ => Paceline.Web.Texts.SignedOutTitle, ""), "the page knows by it that the sign-in is over");
    }

    [Fact]
    public void Literals_are_found_with_their_places()
    {
        var file = new SourceFile("x.cs", """"
            // "No comment."
            var c = '"';
            Say($"{(who ? "Anna" : Name("Rui"))} has {n:0.0} of {{all}}" // and
                + "and \"more\".", @"a ""b""");
            """");

        Literal.In(file).Select(static l => (l.Line, l.Text)).ShouldBe(
            [(3, "{0} has {1} of {all}and \"more\"."), (3, "Anna"), (3, "Rui"), (4, "a \"b\"")]);
    }

    /// <summary>What stands in the source to be said to people.</summary>
    private static IEnumerable<Literal> Said() => SourceFile.Shipped
        .Where(static file => _speakers.Any(speaker => file.Path.StartsWith(speaker, StringComparison.Ordinal)) && !_saidToOthers.ContainsKey(file.Path))
        .SelectMany(Literal.In)
        .Where(static said => IsSaid(said) && !_saidToNobody.ContainsKey(said.Text));

    private static bool IsSaid(Literal one) => !NotToPeople().IsMatch(one.Before) && !Code().IsMatch(one.Text)
        && (one.Path != OrdersOfCalls || WhyNoCall().IsMatch(one.Before))
        && (Sentence().IsMatch(one.Text)
            || OneWord().IsMatch(one.Before)
            || (Words().IsMatch(one.Text) && (!one.Path.StartsWith("src/Paceline.Storage/", StringComparison.Ordinal)
                || _wordsOfStorage.Any(file => one.Path.EndsWith(file, StringComparison.Ordinal)))));

    private static TOut In<TIn, TOut>(string language, Func<TIn, TOut> read, TIn what)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = new(language);
            return read(what);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static string FileOf(string code) => $"src/Paceline.Web/ServerSentences.{code}.resx";

    private static Dictionary<string, string> Texts(string code) => XDocument.Parse(Repository.Text(FileOf(code))).Root!.Elements("data")
        .ToDictionary(static data => data.Attribute("name")!.Value, static data => data.Element("value")!.Value, StringComparer.Ordinal);

    /// <summary>Two words and a full stop.</summary>
    [GeneratedRegex(@"^(?=.*[a-z]{2,}.* ).*[.?]$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"[a-z]{2,}[,:;]? |\} [a-z]{2}| [a-z]{2}", RegexOptions.None, 10_000)]
    private static partial Regex Words();

    /// <summary>SQL, formats of times, headers, patterns.</summary>
    [GeneratedRegex(
        @"\n|@[A-Z]|^(select|insert|update|delete|create|alter|with|begin|order by) |=;|[a-z_]+ = |\(\?<|HH:mm:ss|^yyyy|^Bearer|charset=|'self'|camera=|^,* $",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex Code();

    /// <summary>Logs, exceptions of programmers, the description of the API; and why an attempt or a seat ended, which is kept in the facts.</summary>
    [GeneratedRegex(
        @"LoggerMessage\([^\]]*$"
        + @"|(Unreachable|InvalidOperation|InvalidData|Argument|Json|Hub|NotSupported)Exception\([^;]*$"
        + @"|\.(Does|WithSummary|Gives<[^>]*>)\( ?$"
        + @"|(ReservationRefused|Withdrawn|AgentLeft|CancelOrdered|AgentGone|SignOut|GiveUp)\([^;()]*$",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex NotToPeople();

    /// <summary>Before a word that is put into a sentence, or stands alone.</summary>
    [GeneratedRegex(
        @"(WrongState|NotAllowed|NotFound|BadId|ShownOnce|Wording\.Refusal)\( ?$|(RefusedBecause|DispositionStep)\.\w+ => $|_lengths = \[ ([^\]]*\), )?\( ?$",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex OneWord();

    [GeneratedRegex(@"Reason\.\w+, $", RegexOptions.None, 10_000)]
    private static partial Regex WhyNoCall();

    [GeneratedRegex(@"\{\d(:read)?\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Place();
}
