<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About this gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MaskGate {version}, under the licence {licence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face detector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face recogniser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Liveness check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Access</name>
    <message>
        <source>Access</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of a new group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever is in no group may not pass. People are put into groups on their own card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no group: everybody enrolled may pass at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete? Then everybody may pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Really delete?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back: {right}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Accounts</name>
    <message>
        <source>Administrators</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least {n} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Really?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AdminWindow</name>
    <message>
        <source>MaskGate administration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are about to be logged out: touch the screen to stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You were logged out because nothing was done for a while.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your account was changed by another administrator: log in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your session has lasted as long as it may: log in again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Backend</name>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Contents</name>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol many</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Health</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administrators</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DayField</name>
    <message>
        <source>a day earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a day later</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Demo</name>
    <message>
        <source>MaskGate demo: no part of a gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who walks up to the camera?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, masked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next Monday, 10:00</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next Saturday, 10:00</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo&apos;s clock: {time}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Enrol</name>
    <message>
        <source>Enrol a person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} of {steps}: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask is on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave this one out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use photographs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a folder first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{name}: %n pictures</source>
        <translation>
            <numerusform>{name}: %n picture</numerusform>
            <numerusform>{name}: %n pictures</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparing with everybody enrolled …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pictures are one person&apos;s, and nobody enrolled looks too much like them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have looked: they are two people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate will then ask for a clearer likeness of these two, and may refuse both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take new pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or type your name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I do not agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, sign here. The signature itself is not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the text to its end, then sign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Badge number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may stay empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove on (YYYY-MM-DD)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no day: write it as 2027-01-31.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol many</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol everybody on the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop after this person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder with a sub-folder of photographs for each person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on although somebody has no photographs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol everybody again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report: {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report could not be written beside the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody enrolled is known to the model in use, {model}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} are not known to the model in use, {model}.</source>
        <translation>
            <numerusform>%n of {total} is not known to the model in use, {model}.</numerusform>
            <numerusform>%n of {total} are not known to the model in use, {model}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Touch a name to enrol that person again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is enrolled, and known at the gate now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the test out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol somebody else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test: look into the camera, {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate took {name} for {other}: take new pictures of both people.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Straight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look straight into the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slightly to your left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slightly to your right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise your chin a little</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put a mask on, if you wear one at work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera gives no picture; it is being tried again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step before the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two people are in view: one at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too far: come closer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too dark: turn to the light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too bright, or glasses that glare: turn away from the light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn a little to your left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn a little to your right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise your chin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower your chin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold your head upright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hardly any contrast: clean the lens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take away what covers your mouth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not clear enough: look into the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the mask on and press Mask is on, or leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good: hold still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All pictures are taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This entrance recognises people by their face.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What for: to open this door for you, and for nothing else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you do not agree, you get another way in, such as a badge or a PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A CSV file (UTF-8) with the columns {needed}; if wanted, also {more}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photographs are looked for beside the file; several are separated by a semicolon.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate recognises {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate did not recognise {name}: test again in the light of the entrance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeness {cosine}; {threshold} is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is probably {name}, who is enrolled already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This person looks like {name}: the gate could let in the wrong one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeness {cosine}; the gate accepts from {threshold}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is kept: your name, and rows of numbers (templates) made from pictures taken now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pictures themselves are not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The templates are encrypted and stay on this device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long: until you leave, the agreed day has come, or you withdraw your consent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may withdraw it at any time, without giving a reason and without disadvantage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is then deleted, and you get a receipt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or a folder of photographs</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} enrolled.</source>
        <translation>
            <numerusform>%n of {total} enrolled.</numerusform>
            <numerusform>%n of {total} enrolled.</numerusform>
        </translation>
    </message>
    <message>
        <source>Groups</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EventDetail</name>
    <message>
        <source>Back to the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Old rows removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeness {cosine}, the threshold was {threshold}: {gap}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above it by {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>below it by {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was compared; the threshold was {threshold}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeness to the next person: {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>False match rate at that threshold: {value}, measured for {cell}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Liveness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row {n} of the audit log</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days and export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written: {file}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Gate</name>
    <message>
        <source>Gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model and engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test the door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Really unlock it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{lock}; unlocked for {n} s at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model}, asked of {backend}; measure to see what really runs it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width}×{height}, {n} pictures a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlocked for {n} s, and locked again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlocked, and not seen locking again: look at the door.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line did not unlock.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{running}. Finding faces {a} ms a picture, recognising {b} ms a face.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved; a running gate takes it when it is started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your password, which the running gate asks for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The running gate asks for your password.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>Health</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n things need attention</source>
        <translation>
            <numerusform>%n thing needs attention</numerusform>
            <numerusform>%n things need attention</numerusform>
        </translation>
    </message>
    <message>
        <source>All is well</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>well</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face detector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face recogniser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OpenCV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Liveness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Door and outputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One moment, please.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step up to the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can keep your mask on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face the camera and hold still for a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please come in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera will be back by itself. Until then, please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The door stays closed. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not recognised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the camera and try again, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sure who you are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Come closer and try again, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can’t see you clearly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Come closer, face the camera and hold still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sure yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep looking at the camera and hold still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please step up alone; the others wait a few steps back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please wait a moment and look at the camera again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step in front of the camera and look at it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This gate knows nobody yet. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody has to be enrolled again here. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please show your own face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and screens don’t open this door. Step back and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You were just let in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the door is closed again, wait a moment and look at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have passed already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You did not check out the last time. Please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One more, please</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This door opens for two. The second person may step up now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The door is locked in an emergency. Please wait, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your access begins on a later day. Please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please ask reception to renew it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not at this door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please use another door, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not at this hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please come back in your hours, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clock is not right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This gate can’t tell the time now. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please put on a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cover mouth and nose, then look at the camera again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One thing more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show your badge or type your PIN, and look at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Badge or PIN not accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please try again, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is not your badge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use your own badge or PIN, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many tries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please wait a moment, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entries can’t be recorded now, so nobody is let in. Please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One or two steps towards the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step away from the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stand so that your face is in the middle of the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stand still for a moment and look at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn towards the light, or use badge or PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep looking at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slowly to your left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slowly to your right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise your chin slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower your chin slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please close the door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has been open for too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Badge or PIN only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faces can’t be recognised now. Use your badge or PIN, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reception: {how}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please try once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for each movement that the screen asks for, then make it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One person, please</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another face came into the picture. Step up alone and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture repeats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This gate’s camera needs a look. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is not steady</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please try again, or ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The check for live faces is not installed. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please come closer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step to the middle of the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your face to the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold your head upright.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your face is too dark: turn it to the light.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your face is too bright: step out of the light.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera sees you as in a fog. Come closer and hold still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please hold still for a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take your hand or scarf away from your face; a mask may stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tilt your head left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your left ear towards your left shoulder; keep facing the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tilt your head right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your right ear towards your right shoulder; keep facing the screen.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KioskWindow</name>
    <message>
        <source>Badge or PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogIn</name>
    <message>
        <source>The first administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Present password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least {n} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same password again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody looks after this gate yet. Whoever goes on here does, with all rights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two passwords differ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A password has at least {n} characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name or the password is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This password was made by the device; choose one of your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This account is closed; another administrator can open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many tries: wait {time}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Operating</name>
    <message>
        <source>Operating point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{people} people, {n} comparisons at each attempt; {s} strangers a day are assumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings ask for a share of strangers let in of {rate}: {days}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cell}: threshold {t}, FMR {fmr} on {n} comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FMR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One false open in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Really?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never: nobody is enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>People</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Templates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Person</name>
    <message>
        <source>Valid from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid until, that day included</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lift suspension</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show theirs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody else has changed this person meanwhile: {now}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of yours is saved yet; save again to replace theirs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>enrolled {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last seen {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never let in yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed on {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in no group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n templates</source>
        <translation>
            <numerusform>%n template</numerusform>
            <numerusform>%n templates</numerusform>
        </translation>
    </message>
    <message>
        <source>mask unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quality {quality}, {mask}, from {source}, {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set aside: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n consents</source>
        <translation>
            <numerusform>%n consent</numerusform>
            <numerusform>%n consents</numerusform>
        </translation>
    </message>
    <message>
        <source>{text}, for {purpose}, recorded by {operator}, {time}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Delete the last digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n digits typed</source>
        <translation>
            <numerusform>%n digit typed</numerusform>
            <numerusform>%n digits typed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PinSheet</name>
    <message>
        <source>Badge number and PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your number, then OK.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your PIN, then OK.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrivacySheet</name>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This camera compares faces with those of people who have agreed to be enrolled here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture is kept, and none leaves this device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of enrolled people a sealed template is kept, not a photograph, until it is deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each decision is recorded: when, who, and whether the door opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You need not use your face: ask for a badge or PIN instead.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>Recognised among all who are enrolled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The face is that of the badge’s or PIN’s owner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let in by badge or PIN, where that is enough.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The likeness to the nearest person stays below the threshold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two people are too close together to tell which one it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No look at the face was good enough to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too few looks at the face, or they disagreed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than one face stood before the door.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newest picture was too old to decide on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was no face to decide on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is enrolled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The enrolled templates belong to another model: enrol again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The liveness check took it for a picture or a screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same person had been let in a moment before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person was inside already and had not come out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The door opens for two, and one had been recognised so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The door was locked in an emergency.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was no picture from the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate had a fault; the door stays shut then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person is suspended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person’s validity begins later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person’s validity has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the person’s groups may pass at this gate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was outside the hours of the person’s groups, or a holiday.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rule depends on the time, and the clock was in doubt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mask must be worn here, and none was certain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something more was asked for: a badge, a PIN or the face.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody’s badge, or a wrong PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The face was one person’s, the badge or PIN another’s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many failures in a row: this badge or PIN had to wait.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The decision could not be recorded, so it was no grant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the screen asked for was not done, or not in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another face took the place of the first one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same pictures came again, as from a recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pictures were not like this gate&apos;s camera&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The liveness check that the settings ask for is missing.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Removal</name>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is deleted with all that is held about them, for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type {digits} to confirm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By {who}, {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Person {id}, gallery revision {revision}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The key is destroyed; %n templates are deleted.</source>
        <translation>
            <numerusform>The key is destroyed; %n template is deleted.</numerusform>
            <numerusform>The key is destroyed; %n templates are deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n consents are deleted.</source>
        <translation>
            <numerusform>%n consent is deleted.</numerusform>
            <numerusform>%n consents are deleted.</numerusform>
        </translation>
    </message>
    <message>
        <source>Searched, and nothing found: {files}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A running gate forgets within a second. Backups still hold the person.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rooms</name>
    <message>
        <source>you are logged out: log in again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the account was changed meanwhile: log in again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a password of your own first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the account {account} lacks the role {role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name or the password is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the new password is the old one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a password has {n} to 256 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are administrators already: log in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an administrator without a role can do nothing: give one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>somebody must be left with the role manage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>somebody else has changed the account {account} meanwhile: look at it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this person is no longer enrolled: somebody else has removed them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the validity ends before it begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a schedule without hours lets nobody in: add some</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{word} is no day: write it like 2026-12-24</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>somebody else has changed the rules meanwhile: look at them again; nothing was changed now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this group is gone: somebody else has removed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this schedule is gone: somebody else has removed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name is empty: give the person a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name has {n} characters: {most} are the most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name contains {fault} ({code}): leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>somebody of this name is enrolled already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{day} is over: choose a day to come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this badge is {name}&apos;s: choose another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a badge number has 1 to 64 letters, digits, colons, dots or hyphens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a group that was chosen is there no more: go back and choose again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} shows {found}, but enrolment needs exactly one: choose another picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder {folder} can&apos;t be read: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no photograph in {folder}: {kinds} are looked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no photographs for: {names}; add them, or go on without these people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list {file} can&apos;t be read: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list {file} is no CSV in UTF-8: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list {file} lacks the column {column}: it needs {columns}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this line names no photograph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this line names no consent: nobody is enrolled without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{day} is no day: write it as 2027-01-31</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{camera} is over before all pictures were taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{camera} gives no picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{camera} has not answered for {n} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{camera} gives black pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{camera} repeats one picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no gate runs in {folder}: start it with `gate run`</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the gate refuses: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the running gate does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} can&apos;t be written: the disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} can&apos;t be read or written: the disk is full or failing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} can&apos;t be written: look at the permissions of the file and its folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is in use by another process: try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is damaged: restore a backup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the settings {file} can&apos;t be written: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the face in {file} does not look like the same person as the others (cosine {cosine}, at least {threshold} is needed): leave it out or take it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the face in {file} is not good enough to enrol (quality {quality}, at least {least} is needed): take the picture again, nearer, sharper and frontal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} hold this name or number already</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Schedule</name>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holidays of country or region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More holidays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No holidays here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has to be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove these hours</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScreenKeyboard</name>
    <message>
        <source>Capitals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Letters or signs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the last character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchList</name>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} shown</source>
        <translation>
            <numerusform>%n of {total} shown</numerusform>
            <numerusform>%n of {total} shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchTable</name>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} shown</source>
        <translation>
            <numerusform>%n of {total} shown</numerusform>
            <numerusform>%n of {total} shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>Active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In no group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enrolled fully</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>in order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gate: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network: {state}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Weeks</name>
    <message>
        <source>Holiday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>badge or PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>face, badge or PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>badge and PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>face and badge or PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} the next day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holidays of {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>also {days}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>but not {days}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
